import { errorHandler as medusasHandler } from "@medusajs/framework/http"
import type { MiddlewaresConfig } from "@medusajs/framework/http"
import { OperationsErrors } from "../modules/operations"

type ErrorHandler = Exclude<MiddlewaresConfig["errorHandler"], false | undefined>

/** What ioredis says when it gives a command up; Medusa would answer each with 500 `unknown_error`. */
const GIVEN_UP = /^(Reached the max retries per request limit|Command timed out|Connection is closed)/

/** Answers 503 where Redis is away, and as Medusa does to all else; an answer that has begun is broken off. */
export const errorHandler = (): ErrorHandler => {
  const answer = medusasHandler()
  const unavailable = OperationsErrors.redisUnavailable()
  return (error: Error & { code?: string }, req, res, next) => {
    // Of an answer that has begun its reader learns by its end that it is not whole.
    if (res.headersSent) {
      res.destroy(error)
      return
    }
    const isRedisAway = error.code === unavailable.code || GIVEN_UP.test(error.message)
    if (!isRedisAway) return answer(error, req, res, next)
    const { type, code, message } = unavailable
    res.status(503).json({ type, code, message })
  }
}
