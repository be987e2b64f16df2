import { baseString, signature, tokenBased } from "../oauth1"

// The request of RFC 5849, 3.4.1.1, and what it has to be signed as.
const RFC_URL = new URL("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
const RFC_PARAMETERS = {
  oauth_consumer_key: "9djdj82h48djs9d2",
  oauth_token: "kkk9d7dh3k39sjv7",
  oauth_signature_method: "HMAC-SHA1",
  oauth_timestamp: "137131201",
  oauth_nonce: "7d8f3e4a",
  c2: "",
  a3: "2 q",
}
const RFC_BASE =
  "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26" +
  "oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26" +
  "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"

it("builds the base string of RFC 5849, except for a parameter that stands twice in a body", () => {
  expect(baseString("post", RFC_URL, RFC_PARAMETERS)).toBe(RFC_BASE)
})

it("signs it as oauthlib's published vectors say", () => {
  const secrets = ["ECrDNoq1VYzzzzzzzzzyAK7TwZNtPnkqatqZZZZ", "just-a-string    asdasd"] as const
  expect(signature(RFC_BASE, ...secrets)).toBe("wdfdHUKXHbOnOGZP8WFAWMSAmWzN3EVBWWgXGlC/Eo4=")
  expect(signature(RFC_BASE, ...secrets, "sha1")).toBe("wsdNmjGB7lvis0UJuPAmjvX/PXw=")
})

it("signs the photos of the OAuth Core 1.0 specification", () => {
  const url = new URL("http://photos.example.net/photos?file=vacation.jpg&size=original")
  const base = baseString("GET", url, {
    oauth_consumer_key: "dpf43f3p2l4k3l03",
    oauth_token: "nnch734d00sl2jdk",
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: "1191242096",
    oauth_nonce: "kllo9940pd9333jh",
    oauth_version: "1.0",
  })
  expect(signature(base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00", "sha1")).toBe("tR3+Ty81lMeYAr/Fid0kMTYa/WM=")
})

it("shows the account, a time and a nonce of its own in each header, and no secret", async () => {
  const keys = { account: "1234567_SB1", consumerKey: "ck", consumerSecret: "c&s", tokenId: "ti", tokenSecret: "t=s" }
  let nonces = 0
  const authorisation = tokenBased(
    keys,
    () => 1_700_000_000_999,
    () => `nonce${(nonces += 1)}`
  )
  const url = new URL("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=10&offset=0")
  const { signal } = new AbortController()
  const first = (await authorisation.headers("POST", url, signal))["authorization"]
  const second = (await authorisation.headers("POST", url, signal))["authorization"]
  expect(first).toMatch(/^OAuth realm="1234567_SB1", oauth_consumer_key="ck", .*oauth_signature="[\w%]+"$/)
  expect(first).toContain('oauth_timestamp="1700000000"')
  expect(first).toContain('oauth_nonce="nonce1"')
  expect(second).toContain('oauth_nonce="nonce2"')
  expect(first).not.toMatch(/c&s|c%26s|t=s|t%3Ds/)
})
