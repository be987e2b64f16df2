/** A quantity or amount as Medusa keeps it beside its number. */
export const raw = (amount: string): string =>
  `jsonb_build_object('value', trim_scale((${amount})::numeric)::text, 'precision', 20)`

/**
 * An id of something that belongs to a generated order `o`: the time of the order, a letter or digit that tells several
 * of a kind apart, and 60 bits that are the order's own.
 */
export const orderPartId = (prefix: string, place = "'0'"): string =>
  `'${prefix}_' || o.time_code || ${place} || left(o.suffix, 15)`

/** The first ten characters of a ULID, as a function that lives as long as the connection. */
export const CREATE_TIME_CODE = `
  create or replace function pg_temp.time_code(at timestamptz) returns text language sql immutable as $$
    select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
      (((extract(epoch from at) * 1000)::bigint >> (45 - 5 * place)) & 31)::int + 1, 1), '' order by place)
    from generate_series(0, 9) as place
  $$`
