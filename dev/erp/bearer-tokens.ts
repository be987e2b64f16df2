import { randomBytes } from "node:crypto"
import type { Asked } from "./dialect"

/** The access tokens that a stand-in has given out, each good for the same time. */
export class BearerTokens {
  private readonly expiries = new Map<string, number>()

  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number
  ) {}

  /** A new token. */
  give(): string {
    const token = randomBytes(32).toString("base64url")
    this.expiries.set(token, this.now() + this.lifetimeMs)
    return token
  }

  /** Whether the request carries a token that is still good. */
  knows({ headers }: Asked): boolean {
    const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? []
    return (this.expiries.get(token) ?? 0) > this.now()
  }

  /** All tokens end now. */
  expire(): void {
    this.expiries.clear()
  }
}
