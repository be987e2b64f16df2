import { z } from "@medusajs/framework/zod"
import { secret, setting } from "../setting"

const httpUrl = z.url({ protocol: /^https?$/ })

/** The services beside Postgres, each of which has an embedded stand-in. */
export const serviceSettings = {
  REDIS_URL: secret(z.url({ protocol: /^rediss?$/ }).optional(), {
    description: "Events, workflows, locks, cache and sessions live here; needed as soon as there are two processes.",
    example: "rediss://default:PASSWORD@redis.example.com:6379",
    fallback: "inside the process",
  }),
  REDIS_CA: setting(z.string().includes("-----BEGIN CERTIFICATE-----").optional(), {
    description: "The authority that signed Redis's certificate, as PEM text, for a rediss:// address.",
    example: "-----BEGIN CERTIFICATE-----\\nMIID…\\n-----END CERTIFICATE-----",
    fallback: "the system's authorities",
    file: true,
  }),
  S3_BUCKET: setting(z.string().min(1).optional(), {
    description: "The bucket for uploaded and generated files; with it all S3 settings below are needed.",
    example: "galleria-files",
    fallback: "files in ./static",
  }),
  S3_REGION: setting(z.string().min(1).optional(), {
    description: "The bucket's region.",
    example: "eu-central-1",
    fallback: "required with S3_BUCKET",
  }),
  S3_FILE_URL: setting(httpUrl.optional(), {
    description: "The public address of the bucket, without a slash at the end.",
    example: "https://files.example.com",
    fallback: "required with S3_BUCKET",
  }),
  S3_ENDPOINT: setting(httpUrl.optional(), {
    description: "The S3 API's address where it is not Amazon's.",
    example: "https://PROJECT.supabase.co/storage/v1/s3",
    fallback: "Amazon's",
  }),
  S3_PREFIX: setting(z.string().optional(), {
    description: "A folder in the bucket.",
    example: "production/",
    fallback: "none",
  }),
  S3_ACCESS_KEY_ID: secret(z.string().min(1).optional(), {
    description: "The bucket's access key.",
    example: "AKIAEXAMPLE",
    fallback: "required with S3_BUCKET",
  }),
  S3_SECRET_ACCESS_KEY: secret(z.string().min(1).optional(), {
    description: "The secret of the access key.",
    example: "the key's secret",
    fallback: "required with S3_BUCKET",
  }),
}
