/** The code of an error of Node, the driver or the server ("ENOENT", "28P01"), or an empty text. */
export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : ""
