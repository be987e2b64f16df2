/**
 * The parsed address, or null when it is none. `URL.canParse` may not be used: in Node 20 (seen in 20.20.2) it says no to
 * every address with a letter like "ü" once it has been called often enough to be optimised.
 */
export const parseUrl = (text: string, base?: string | URL): URL | null => {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}
