import type { Knex } from "@medusajs/framework/mikro-orm/knex"

type ConnectionSource = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
}

/**
 * Lends one of node-postgres's connections to `work`: a pool's, or the one on which a transaction runs. Knex leaves its
 * client untyped, so the caller names the part of the driver that it uses.
 */
export const withConnection = async <Connection, Result>(
  knex: Knex,
  work: (connection: Connection) => Promise<Result>
): Promise<Result> => {
  const source = knex.client as ConnectionSource
  const connection = await source.acquireConnection()
  try {
    return await work(connection as Connection)
  } finally {
    await source.releaseConnection(connection)
  }
}
