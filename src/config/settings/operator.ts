import { z } from "@medusajs/framework/zod"
import { secret, setting } from "../setting"

const objectOf = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/** Who runs the store, and how mail is sent. */
export const operatorSettings = {
  OPERATOR_EMAIL: setting(z.email().optional(), {
    description: "Who is told by e-mail of runs that ended or wait for approval; needs EMAIL_PROVIDER.",
    example: "operations@example.com",
    fallback: "they are told of in the dashboard alone",
  }),
  EMAIL_PROVIDER: setting(z.string().min(1).optional(), {
    description: "The provider of Medusa's Notification Module that sends e-mail: a package, or the path of a file.",
    example: "@medusajs/medusa/notification-sendgrid",
    fallback: "no e-mail is sent",
  }),
  EMAIL_PROVIDER_OPTIONS: secret(
    z
      .string()
      .refine((text) => objectOf(text) !== null, "expected a JSON object")
      .transform((text) => objectOf(text) ?? {})
      .default({}),
    {
      description: "What the provider of e-mail is to know, as its documentation says, in JSON.",
      example: '{"api_key":"KEY","from":"shops@example.com"}',
      fallback: "{}",
    }
  ),
}
