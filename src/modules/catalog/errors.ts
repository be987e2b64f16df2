import { MedusaError } from "@medusajs/framework/utils"
import { storable } from "./sources/storable"

const { INVALID_DATA, NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED, UNEXPECTED_STATE } = MedusaError.Types

const MOST_SHOWN = 50
const LONGEST_SHOWN = 100

/** Every error of the catalog module, with its stable code. */
export const CatalogErrors = {
  unknownCatalog: (id: string) => new MedusaError(NOT_FOUND, `No catalog has the id "${id}"`, "unknown_catalog"),
  unknownRun: (id: string) => new MedusaError(NOT_FOUND, `No feed run has the id "${id}"`, "unknown_feed_run"),
  unknownSkus: (skus: string[]) =>
    new MedusaError(
      INVALID_DATA,
      `The site's catalog has no item with the sku ${skus.map((sku) => `"${sku}"`).join(", ")}; nothing was changed`,
      "unknown_sku"
    ),
  siteWithoutCatalog: (siteId: string) =>
    new MedusaError(
      INVALID_DATA,
      `Site "${siteId}" has no catalog: give it a catalog_id before excluding items`,
      "site_without_catalog"
    ),
  catalogInUse: (id: string, siteCount: number) =>
    new MedusaError(
      NOT_ALLOWED,
      `Catalog "${id}" is sold on ${siteCount} site(s): give them another catalog_id first`,
      "catalog_in_use"
    ),
  unknownClient: (id: string) =>
    new MedusaError(INVALID_DATA, `client_id: no client has the id "${id}"`, "unknown_client"),
  noFile: () =>
    new MedusaError(
      INVALID_DATA,
      'Send the file as multipart field "file", or the key of one that is uploaded already as "file_key"; ' +
        'a feed that is to run by itself needs a "location" in its settings',
      "no_file"
    ),
  badFileKey: () => new MedusaError(INVALID_DATA, "file_key: no file of the store has such a key", "bad_file_key"),
  unreadableUpload: (reason: string) =>
    new MedusaError(INVALID_DATA, `The upload was refused: ${reason}; send one file in the field "file"`, "bad_upload"),
  uploadNotKept: (reason: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The upload could not be stored (${reason}), and nothing was imported: tell the operator, then upload it again`,
      "upload_not_stored"
    ),
  emptyFile: () => file("empty_file", "The file is empty: it needs a header row and at least one row of items"),
  noRows: () => file("no_rows", "The file has a header but no rows: nothing was changed"),
  binaryFile: (byte: number) =>
    file("binary_file", `Byte ${byte} of the file is not text: upload CSV, not a spreadsheet or an archive`),
  wrongEncoding: (byte: number) =>
    file("wrong_encoding", `The file is not UTF-8 near byte ${byte}: save it as "CSV UTF-8" and upload it again`),
  unknownColumns: (columns: string[], known: readonly string[], guess: Readonly<Record<string, string>> = {}) =>
    file(
      "unknown_column",
      `Unknown column ${shown(columns)}. Known are ${known.join(", ")}; ` +
        `name any other one "attribute:<name>" or remove it` +
        (Object.keys(guess).length ? `; or map the columns, perhaps as ${JSON.stringify(guess)}` : "")
    ),
  duplicateColumns: (columns: string[]) =>
    file("duplicate_column", `The header names ${shown(columns)} more than once`),
  missingColumns: (columns: string[]) =>
    file("missing_column", `The header lacks ${columns.map((name) => `"${name}"`).join(", ")}`),
  malformed: (message: string) => file("malformed_file", message),
  sourceInterrupted: (reason: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The source could not be read to its end: ${reason}. Nothing was changed; run the feed again`,
      "source_interrupted"
    ),
  sourceRefused: (reason: string) => refused(reason),
  untrustedCertificate: (host: string, code: string) =>
    refused(`the certificate of ${host} can't be verified (${code}): name its authority in NODE_EXTRA_CA_CERTS`),
  privateAddress: (host: string) =>
    misconfigured(`"${host}" is a private address: allow it in FEEDS_ALLOW_PRIVATE_ADDRESSES, or use a public one`),
  plainHttp: (host: string) => misconfigured(`"${host}" has to be reached over https`),
  credentialUnavailable: (name: string, reason: string) =>
    misconfigured(`The credential "${name}" can't be used: ${reason}`),
  badCredential: (name: string, reason: string) =>
    new MedusaError(INVALID_DATA, `The credential "${name}" is refused: ${reason}`, "bad_credential"),
  credentialsKeyMissing: () =>
    new MedusaError(
      INVALID_DATA,
      "Credentials can't be kept without CREDENTIALS_KEY: set it, or name them as env:NAME or file:PATH",
      "credentials_key_missing"
    ),
  unknownFeed: (id: string) => new MedusaError(NOT_FOUND, `No feed has the id "${id}"`, "unknown_feed"),
  unknownSourceKind: (kind: string, known: readonly string[]) =>
    new MedusaError(INVALID_DATA, `kind: no source is called "${kind}"; known are ${known.join(", ")}`, "unknown_kind"),
  badFeedSettings: (issues: readonly { path: PropertyKey[]; message: string }[]) =>
    new MedusaError(
      INVALID_DATA,
      issues.map(({ path, message }) => `${["settings", ...path].map(String).join(".")}: ${message}`).join("; "),
      "bad_feed_settings"
    ),
  unknownCredential: (kind: string, name: string, known: string[]) =>
    new MedusaError(
      INVALID_DATA,
      `credentials.${name}: a feed of kind "${kind}" takes ${known.join(", ") || "none"}`,
      "unknown_credential"
    ),
  missingCredential: (kind: string, name: string) =>
    new MedusaError(INVALID_DATA, `credentials.${name}: a feed of kind "${kind}" needs it`, "missing_credential"),
  invalidTimeZone: (zone: string) =>
    new MedusaError(INVALID_DATA, `time_zone: "${zone}" is no zone like Europe/Berlin`, "invalid_time_zone"),
  invalidSchedule: (schedule: string, reason: string) =>
    new MedusaError(INVALID_DATA, `schedule: "${schedule}" is no cron expression: ${reason}`, "invalid_schedule"),
  feedInactive: (id: string) =>
    new MedusaError(NOT_ALLOWED, `Feed "${id}" is switched off: set is_active to run it`, "feed_inactive"),
  notAFileFeed: (id: string) =>
    new MedusaError(INVALID_DATA, `feed_id: feed "${id}" reads its own source and takes no upload`, "not_a_file_feed"),
  foreignFeed: (id: string, catalogId: string) =>
    new MedusaError(INVALID_DATA, `feed_id: feed "${id}" does not feed catalog "${catalogId}"`, "foreign_feed"),
  catalogBusy: (id: string, runId: string) =>
    new MedusaError(
      NOT_ALLOWED,
      `Run "${runId}" of catalog "${id}" has not ended, and this one was asked not to wait`,
      "catalog_busy"
    ),
  badSignature: () =>
    new MedusaError(
      UNAUTHORIZED,
      "The call is not signed with the feed's secret, or its timestamp is more than 5 minutes off",
      "bad_signature"
    ),
  replayedCall: () => new MedusaError(UNAUTHORIZED, "The very same call came before", "replayed_call"),
  unknownWebhook: (id: string) => new MedusaError(NOT_FOUND, `No webhook has the id "${id}"`, "unknown_webhook"),
  unknownDelivery: (id: string) =>
    new MedusaError(NOT_FOUND, `The webhook has no delivery with the id "${id}"`, "unknown_delivery"),
  runNotWaiting: (id: string) =>
    new MedusaError(NOT_ALLOWED, `Run "${id}" does not wait for approval`, "run_not_waiting"),
  runEnded: (id: string) => new MedusaError(NOT_ALLOWED, `Run "${id}" has ended already`, "run_ended"),
  runNotFailed: (id: string) =>
    new MedusaError(NOT_ALLOWED, `Run "${id}" neither failed nor was cancelled`, "run_not_failed"),
  noStockLocation: () =>
    new MedusaError(
      UNEXPECTED_STATE,
      "The store has no default stock location: run `npx medusa db:migrate`, whose scripts create it",
      "no_stock_location"
    ),
  missingStagedRows: (id: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `Rows that run "${id}" had read are gone; what was applied stays: import the file again`,
      "missing_staged_rows"
    ),
  workersLost: (times: number) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `${times} workers in a row fell silent while they read the source: its file may need more memory than they have. ` +
        "Nothing was changed; split the file, or give the workers more memory, and run it again",
      "workers_lost"
    ),
  planOutdated: (id: string, later: string) =>
    new MedusaError(
      NOT_ALLOWED,
      `The plan of run "${id}" is out of date: "${later}" has read the whole source since. Cancel it, and run the feed again`,
      "plan_outdated"
    ),
  lostRun: (id: string) =>
    new MedusaError(UNEXPECTED_STATE, `Another worker took over run "${id}"; this one stops`, "lost_run"),
}

/** Names as a message shows them: a header may be long, and so may each of its names. */
const shown = (names: readonly string[]): string => {
  const first = names.slice(0, MOST_SHOWN).map((name) => `"${storable(name, LONGEST_SHOWN)}"`)
  return first.join(", ") + (names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : "")
}

const file = (code: string, message: string) => new MedusaError(INVALID_DATA, message, code)

const refused = (reason: string) =>
  new MedusaError(
    INVALID_DATA,
    `The source refuses to be read: ${reason}. Mend the feed's settings or credentials, then run it again`,
    "source_refused"
  )

const misconfigured = (message: string) => new MedusaError(INVALID_DATA, message, "source_refused")
