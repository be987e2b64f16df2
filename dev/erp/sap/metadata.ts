import { readFileSync } from "node:fs"
import { join } from "node:path"
import { SaxesParser } from "saxes"

/** An entity type: its key, its properties with their types, and what it leads to. */
export type EntityType = {
  readonly name: string
  readonly keys: string[]
  readonly properties: Map<string, string>
  /** By name: whether it leads to many. */
  readonly navigations: Map<string, boolean>
}

/** The entity types of a service by the names of their sets. */
export type Metadata = ReadonlyMap<string, EntityType>

const FILE = join(__dirname, "data", "API_PRODUCT_SRV.edmx")

export const productMetadataXml = (): string => readFileSync(FILE, "utf8")

const bare = (qualified: string): string => qualified.slice(qualified.lastIndexOf(".") + 1)

type Attributes = Readonly<Record<string, string>>

/** Collects the parts of an EDMX as its tags open. */
class MetadataReader {
  readonly types = new Map<string, EntityType>()
  readonly sets = new Map<string, string>()
  private readonly many = new Map<string, boolean>()
  private readonly ends: { type: EntityType; name: string; relationship: string; role: string }[] = []
  private type: EntityType | null = null
  private association = ""

  open(tag: string, attributes: Attributes): void {
    const { Name = "", Type = "", EntityType: entityType = "" } = attributes
    if (tag === "EntityType") {
      this.type = { name: Name, keys: [], properties: new Map(), navigations: new Map() }
      this.types.set(Name, this.type)
    } else if (tag === "PropertyRef") this.type?.keys.push(Name)
    else if (tag === "Property") this.type?.properties.set(Name, Type)
    else if (tag === "NavigationProperty") this.navigation(attributes)
    else if (tag === "Association") this.association = Name
    else if (tag === "End" && attributes["Multiplicity"])
      this.many.set(`${this.association}/${attributes["Role"] ?? ""}`, attributes["Multiplicity"] === "*")
    else if (tag === "EntitySet") this.sets.set(Name, bare(entityType))
  }

  /** Associations stand after the types that use them. */
  finish(): Metadata {
    for (const { type, name, relationship, role } of this.ends)
      type.navigations.set(name, this.many.get(`${relationship}/${role}`) ?? true)
    const named = [...this.sets].flatMap(([set, name]): [string, EntityType][] => {
      const type = this.types.get(name)
      return type ? [[set, type]] : []
    })
    return new Map(named)
  }

  private navigation({ Name = "", Relationship = "", ToRole = "" }: Attributes): void {
    if (this.type) this.ends.push({ type: this.type, name: Name, relationship: bare(Relationship), role: ToRole })
  }
}

/** Reads the metadata that SAP publishes of its product service. */
export const readProductMetadata = (): Metadata => {
  const reader = new MetadataReader()
  const parser = new SaxesParser()
  parser.on("opentag", ({ name, attributes }) => reader.open(name, attributes))
  parser.on("error", (error) => {
    throw error
  })
  parser.write(productMetadataXml()).close()
  return reader.finish()
}
