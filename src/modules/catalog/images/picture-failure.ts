/** A picture that can't be kept: a stable code for programs, words for a person, and whether a later attempt may do better. */
export class PictureFailure extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly mayPass = false,
    /** How long the other side wants to be left alone, if it said so. */
    readonly askedMs: number | null = null
  ) {
    super(message)
    this.name = "PictureFailure"
  }
}

/** Every reason for which a picture is not kept; the API and its documentation name them. */
export const PictureFailures = {
  badUrl: () => new PictureFailure("bad_url", "The address is no web address of http or https"),
  privateAddress: () => new PictureFailure("private_address", "The address, or where it redirects to, is not public"),
  tooManyRedirects: () => new PictureFailure("too_many_redirects", "The address redirects on and on"),
  notFound: (status: number) => new PictureFailure("not_found", `The server answers ${status}`),
  refused: (status: number) => new PictureFailure("refused", `The server answers ${status}`),
  unusable: (reason: string) => new PictureFailure("refused", reason),
  unreachable: (reason: string, askedMs: number | null = null) =>
    new PictureFailure("unreachable", reason, true, askedMs),
  tooLarge: (largestBytes: number) =>
    new PictureFailure("too_large", `The picture is larger than ${largestBytes / 1_000_000} MB`),
  tooManyPixels: (pixels: number) =>
    new PictureFailure(
      "too_many_pixels",
      `The picture has ${Math.round(pixels / 1_000_000)} megapixels; 50 at most are read`
    ),
  notAPicture: () => new PictureFailure("not_a_picture", "The answer is no JPEG, PNG, WebP, GIF or AVIF"),
  broken: (reason: string) =>
    new PictureFailure("broken_picture", `The picture can't be decoded: ${reason.slice(0, 200)}`),
  notStored: () => new PictureFailure("not_stored", "The picture could not be stored; the log tells why", true),
}
