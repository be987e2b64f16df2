import { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../errors"
import { fileFormSettings } from "./file-settings"
import { openLocation } from "./open-location"
import { readFile } from "./read-file"
import type { SourceDefinition } from "./source"

const settings = fileFormSettings
  .extend({
    /** The key of an upload, or an address: `https://…`, or `sftp://user@host/folder/items-*.csv` for the newest. */
    location: z.string().min(1).max(2_000).optional(),
    /** Of the SFTP server's key, as `ssh-keygen -lf` shows it. */
    host_fingerprint: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, "is no fingerprint such as SHA256:…")
      .optional(),
    /** SHA-256 of the file, in hex, for a file that never changes. */
    checksum: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, "is no SHA-256 in hex")
      .optional(),
    /** The key of the file in the File Module: an upload brings its own, which is read in place of the location. */
    file_key: z.string().min(1).max(1000).optional(),
    file_name: z.string().max(1000).optional(),
    /** Its size. */
    file_bytes: z.number().int().nonnegative().nullish(),
  })
  .strict()

/** A file: uploaded by a person or a program, or fetched by HTTPS or SFTP. It is always read whole. */
export const storedFile: SourceDefinition<z.infer<typeof settings>> = {
  kind: "file",
  settings,
  credentials: { authorization: "optional", password: "optional", private_key: "optional", passphrase: "optional" },
  hasDelta: false,
  repeatedSkus: "rejected",
  open: ({ file_key, file_bytes, location, host_fingerprint, checksum, ...form }, credentials, surroundings) => ({
    read: ({ imageBaseUrl, currency, signal, onExpected }) => {
      const place = file_key
        ? { location: file_key, bytes: file_bytes }
        : location
          ? { location, host_fingerprint, checksum }
          : null
      if (!place) throw CatalogErrors.noFile()
      const options = { currency, ...form, imageBaseUrl, onExpected }
      return readFile(() => openLocation(place, credentials, surroundings, signal), options)
    },
  }),
}
