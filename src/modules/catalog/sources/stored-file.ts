import { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../errors"
import { readCsv } from "./csv/read-csv"
import type { SourceDefinition, SourceReading } from "./source"

const settings = z
  .object({
    /** The key of the file in the File Module; an upload brings its own. */
    file_key: z.string().min(1).max(1000).optional(),
    file_name: z.string().max(1000).optional(),
  })
  .strict()

/** A file that the File Module keeps, uploaded by a person or by a program. It is always read whole. */
export const storedFile: SourceDefinition<z.infer<typeof settings>> = {
  kind: "file",
  settings,
  credentials: {},
  hasDelta: false,
  repeatedSkus: "rejected",
  open: ({ file_key }, _credentials, { openFile }) => ({
    async *read({ imageBaseUrl }): SourceReading {
      if (!file_key) throw CatalogErrors.noFile()
      return yield* readCsv(await openFile(file_key), { imageBaseUrl })
    },
  }),
}
