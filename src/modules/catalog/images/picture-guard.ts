import { AddressGuard } from "../sources/http/addresses"

/**
 * Which addresses pictures may come from: those of feeds, and public ones also over plain http. Nothing secret is sent,
 * and what comes back is decoded before anybody sees it.
 */
export class PictureGuard extends AddressGuard {
  override check(url: URL, address: string): void {
    const secure = new URL(url)
    secure.protocol = "https:"
    super.check(secure, address)
  }
}
