import { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../errors"
import { fileFormSettings } from "./file-settings"
import { readFile } from "./read-file"
import type { SourceDefinition } from "./source"

const settings = fileFormSettings
  .extend({
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
  open: ({ file_key, ...form }, _credentials, { openFile }) => ({
    read: ({ imageBaseUrl }) => {
      if (!file_key) throw CatalogErrors.noFile()
      return readFile(() => openFile(file_key), { ...form, imageBaseUrl })
    },
  }),
}
