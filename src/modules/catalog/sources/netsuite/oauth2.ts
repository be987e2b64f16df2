import { sign, type Algorithm } from "jsonwebtoken"
import { createPrivateKey, type KeyObject } from "node:crypto"
import { CatalogErrors } from "../../errors"
import { byToken } from "../http/authorisation"
import type { Authorisation } from "../http/json-client"
import type { HttpSurroundings } from "../http/surroundings"

/** Who asks for tokens: the integration, the certificate that its user and role are mapped to, and the key of that. */
export type CertificateKeys = {
  readonly tokenUrl: string
  readonly clientId: string
  readonly certificateId: string
  /** In PEM, not encrypted. */
  readonly privateKey: string
}

/** An assertion outlasts all attempts at one request for a token. In seconds, and less than the hour that is allowed. */
const ASSERTION_LIFE_S = 3_000

/** The smallest RSA key that may sign, in bits (RFC 7518, 3.5). */
const LEAST_BITS = 2_048

const OF_CURVES: Readonly<Record<string, Algorithm>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" }

/** The algorithm that NetSuite takes for a key: RSA with PSS, or ECDSA by the curve. */
const algorithmOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | undefined => {
  const { modulusLength = 0, namedCurve = "" } = asymmetricKeyDetails ?? {}
  return asymmetricKeyType === "rsa" && modulusLength >= LEAST_BITS ? "PS256" : OF_CURVES[namedCurve]
}

const parsed = (pem: string): KeyObject | null => {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** OAuth 2.0 for machines: a token is asked for with an assertion that the certificate's key has signed (RFC 7523). */
export const certified = (http: HttpSurroundings, keys: CertificateKeys): Authorisation => {
  const { tokenUrl, clientId, certificateId, privateKey } = keys
  const key = parsed(privateKey)
  const algorithm = key && algorithmOf(key)
  if (!key || !algorithm)
    throw CatalogErrors.sourceRefused(
      'the credential "private_key" is no unencrypted PEM key of RSA with 2,048 bits or more, or of the curve P-256, P-384 or P-521'
    )
  const assertion = (): string => {
    const iat = Math.floor(http.now() / 1000)
    const claims = { iss: clientId, scope: "rest_webservices", aud: tokenUrl, iat, exp: iat + ASSERTION_LIFE_S }
    return sign(claims, key, { algorithm, keyid: certificateId })
  }
  return byToken(http, {
    tokenUrl,
    secrets: [privateKey],
    proof: () => ({
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion(),
    }),
  })
}
