const LONGEST = 200
const LONGEST_SEARCHED = 10_000

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** Where the ERPs that we know say in words what is wrong, most telling first. */
const saidIn = (body: Json): unknown => {
  const { error, message, detail, title, exception } = body
  const details = body["o:errorDetails"]
  const first: unknown = Array.isArray(details) ? details[0] : null
  const inner = isObject(error) ? error["message"] : error
  return [
    isObject(inner) ? inner["value"] : inner,
    isObject(first) && first["detail"],
    message,
    detail,
    exception,
    title,
  ]
    .map((text) => (typeof text === "string" ? text : ""))
    .find((text) => text !== "")
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const messageIn = (text: string): string => {
  const body = parsed(text)
  // A long body that opens tags without end would keep the search busy for hours.
  const beginning = text.slice(0, LONGEST_SEARCHED)
  const said = isObject(body) ? saidIn(body) : /<message[^>]*>([^<]{1,1000})<\/message>/i.exec(beginning)?.[1]
  return typeof said === "string" ? said : ""
}

/** What an error's body says, as ` ("…")`: one short sentence, never the body itself, without any secret that it echoes. */
export const explanationOf = (text: string, secrets: readonly string[]): string => {
  const hidden = secrets
    .filter((secret) => secret.length > 2)
    .reduce((said, secret) => said.replaceAll(secret, "…"), messageIn(text))
  const line = hidden.replace(/\s+/g, " ").trim()
  if (line === "") return ""
  return ` ("${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}")`
}
