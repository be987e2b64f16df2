import { Connections } from "../sources/http/exchange"
import type { HttpLimits } from "../sources/http/limits"
import type { HttpSurroundings } from "../sources/http/surroundings"
import { keepImage, type ImageContext } from "./keep-image"
import { PictureGuard } from "./picture-guard"
import { RestingHosts } from "./resting-hosts"
import { claimImage, gatherDueImages, type ClaimedImage } from "./statements/claim-image"

/** How pictures are kept, which `src/config` fills from the environment. */
export type ImageSettings = {
  /** Pictures at once in this process; 0 keeps none. */
  readonly concurrency: number
  readonly perHost: number
  readonly largestBytes: number
  /** After how many days a kept picture is looked at again; 0: never. */
  readonly refreshDays: number
}

/** How long a lane takes new pictures before it ends: the job opens another within the minute. */
const LANE_MS = 55_000

/** For pictures. Their own deadline ends before that of their lease. */
const LIMITS: Omit<HttpLimits, "largestBytes" | "concurrency"> = {
  timeoutMs: 15_000,
  idleMs: 10_000,
  leastBytes: 1_024,
  deadlineMs: 60_000,
}

/** Keeps pictures in this process: never more at once than the settings allow, however often it is asked to. */
export class ImageKeeper {
  private lanes = 0
  private claims: Promise<unknown> = Promise.resolve()
  private readonly settings: ImageSettings
  private readonly http: HttpSurroundings
  private readonly hosts: RestingHosts

  /** Without settings this process keeps none. */
  constructor(settings: ImageSettings | null, http: HttpSurroundings, allowedPrivateAddresses: readonly string[]) {
    this.settings = settings ?? { concurrency: 0, perHost: 1, largestBytes: 0, refreshDays: 0 }
    this.http = { ...http, guard: new PictureGuard(allowedPrivateAddresses) }
    this.hosts = new RestingHosts(http.now)
  }

  /** Keeps pictures that are due, for a minute at most; ends at once when as many as may be are under way. */
  async keepDueImages(context: ImageContext): Promise<void> {
    if (this.settings.concurrency === 0 || !(await gatherDueImages(context.db))) return
    const free = this.settings.concurrency - this.lanes
    await Promise.all(Array.from({ length: Math.max(0, free) }, () => this.lane(context)))
  }

  private async lane(context: ImageContext): Promise<void> {
    const { perHost, largestBytes, refreshDays } = this.settings
    // Their client's cap is only the second one: ours has a code of its own.
    const connections = new Connections(this.http, { ...LIMITS, largestBytes: largestBytes * 2, concurrency: perHost })
    const equipment = { connections, hosts: this.hosts, largestBytes, refreshDays }
    const ends = context.now() + LANE_MS
    this.lanes += 1
    try {
      while (context.now() < ends) {
        const image = await this.claim(context)
        if (!image) return
        await keepImage(context, equipment, image)
      }
    } catch (error) {
      // Its picture is due again when its lease ends.
      context.logger.error(`Keeping pictures broke off: ${String(error)}`)
    } finally {
      this.lanes -= 1
      connections.close()
    }
  }

  /** One after the other, so that two lanes of one process don't count a host's connections at the same moment. */
  private claim({ db }: ImageContext): Promise<ClaimedImage | null> {
    const claimed = this.claims.then(() => claimImage(db, this.settings.perHost, this.hosts.list()))
    this.claims = claimed.catch(() => null)
    return claimed
  }
}
