import { z } from "@medusajs/framework/zod"
import { setting } from "../setting"

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

/** How the pictures of products are downloaded and kept. */
export const imageSettings = {
  IMAGES_CONCURRENCY: setting(wholeNumber(0, 16).default(2), {
    description: "Pictures that a worker downloads and resizes at once; 0 leaves them where their source has them.",
    example: "4",
    fallback: "2",
  }),
  IMAGES_PER_HOST: setting(wholeNumber(1, 16).default(2), {
    description: "Pictures that are downloaded from one host at once.",
    example: "2",
    fallback: "2",
  }),
  IMAGES_LARGEST_MB: setting(wholeNumber(1, 100).default(15), {
    description: "The largest picture that is downloaded, in megabytes.",
    example: "25",
    fallback: "15",
  }),
  IMAGES_REFRESH_DAYS: setting(wholeNumber(0, 3_650).default(30), {
    description: "After how many days a kept picture is looked at again at its source; 0 never does.",
    example: "7",
    fallback: "30",
  }),
  FILES_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    description: "The public address under which the folder ./static is served; with S3_BUCKET it is not needed.",
    example: "https://shop.example.com/static",
    fallback: "http://localhost:PORT/static",
  }),
}
