/** Which column of a file fills which of ours: our column → theirs. */
export type ColumnMapping = Readonly<Record<string, string>>

/** What others call our columns, in small letters without signs; the first that a header has is taken. */
const SYNONYMS: Record<string, readonly string[]> = {
  sku: [
    "sku",
    "itemsku",
    "variantsku",
    "productsku",
    "articlenumber",
    "artikelnummer",
    "artikelnr",
    "artnr",
    "itemno",
    "itemnumber",
    "itemcode",
    "item",
    "productcode",
    "partnumber",
    "partno",
    "stockcode",
    "materialnumber",
    "material",
    "mpn",
    "code",
    "referencia",
    "reference",
    "id",
  ],
  name: [
    "name",
    "title",
    "productname",
    "producttitle",
    "itemname",
    "articlename",
    "bezeichnung",
    "artikelbezeichnung",
    "produktname",
    "titel",
    "nombre",
    "nom",
    "designation",
    "shortdescription",
  ],
  product: ["parentsku", "parent", "itemgroupid", "groupid", "productid", "stylenumber", "stylecode", "modelnumber"],
  handle: ["handle", "slug", "urlkey", "urlhandle", "permalink"],
  description: [
    "description",
    "longdescription",
    "productdescription",
    "body",
    "bodyhtml",
    "beschreibung",
    "langtext",
    "descripcion",
    "details",
  ],
  category: [
    "category",
    "categories",
    "productcategory",
    "productgroup",
    "productgroupname",
    "warengruppe",
    "kategorie",
    "group",
    "producttype",
    "categoria",
    "categorie",
  ],
  brand: ["brand", "manufacturer", "vendor", "marke", "hersteller", "supplier", "marca", "marque"],
  barcode: ["barcode", "ean", "ean13", "gtin", "gtin13", "upc", "isbn", "eancode"],
  price: [
    "price",
    "unitprice",
    "listprice",
    "saleprice",
    "retailprice",
    "regularprice",
    "preis",
    "verkaufspreis",
    "vk",
    "vkpreis",
    "rrp",
    "msrp",
    "precio",
    "prix",
  ],
  currency: ["currency", "currencycode", "waehrung", "wahrung", "moneda", "devise", "iso4217"],
  stock: [
    "stock",
    "quantity",
    "qty",
    "inventory",
    "inventoryqty",
    "inventoryquantity",
    "stockquantity",
    "onhand",
    "available",
    "bestand",
    "lagerbestand",
    "menge",
    "existencias",
  ],
  image: [
    "image",
    "images",
    "imageurl",
    "imageurls",
    "imagesrc",
    "imagelink",
    "picture",
    "pictureurl",
    "photo",
    "bild",
    "bilder",
    "bildurl",
  ],
  active: ["active", "enabled", "isactive", "published", "ispublished", "aktiv", "visible"],
}

/** A longer name is text rather than a name, and looking for a currency in it would take its length squared. */
const LONGEST_NAME = 200
const CURRENCY_AT_END = /^(?<what>.*?)[\s([_-]+(?<currency>[A-Za-z]{3})[\])]?$/
const CURRENCIES = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()))

/** Offers which columns of an unknown header may be ours, by what others call them. Nothing is imported by a guess. */
export const guessMapping = (header: readonly string[]): ColumnMapping => {
  const mapping: Record<string, string> = {}
  const taken = new Set<string>()
  const take = (ours: string, theirs: string | undefined) => {
    if (!theirs || taken.has(theirs) || ours in mapping) return
    mapping[ours] = theirs
    taken.add(theirs)
  }
  const names = header.filter((name) => name.length <= LONGEST_NAME)
  // Of columns that are called alike the first is taken.
  const byPlainName = new Map(names.map((name) => [plain(name), name] as const).reverse())
  for (const [ours, synonyms] of Object.entries(SYNONYMS)) {
    for (const synonym of synonyms) take(ours, byPlainName.get(synonym))
  }
  for (const name of names) {
    const currency = currencyOf(name)
    if (currency) take(`price:${currency}`, name)
  }
  return mapping
}

/** "Price (EUR)" and "list_price_usd" name their currency. */
const currencyOf = (name: string): string | null => {
  const { what = "", currency = "" } = CURRENCY_AT_END.exec(name.trim())?.groups ?? {}
  const isPrice = SYNONYMS["price"]?.includes(plain(what)) ?? false
  return isPrice && CURRENCIES.has(currency.toLowerCase()) ? currency.toLowerCase() : null
}

const plain = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "")
