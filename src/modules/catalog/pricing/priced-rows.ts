const converted = (prices: string, rules: string) => `
  select p.key as currency, p.value::numeric as source_amount, p.key as source_currency, 1::numeric as rate
  from jsonb_each_text(${prices}) p
  union all
  select r.key, (${prices} ->> (${rules} #>> '{rates,from}'))::numeric, ${rules} #>> '{rates,from}', r.value::numeric
  from jsonb_each_text(coalesce(${rules} #> '{rates,to}', '{}')) r
  where not ${prices} ? r.key and ${prices} ? (${rules} #>> '{rates,from}')`

const costIn = (costs: string, rules: string) => `
  case when ${costs} ? source.currency then (${costs} ->> source.currency)::numeric
    else (${costs} ->> (${rules} #>> '{rates,from}'))::numeric * (${rules} #>> array['rates', 'to', source.currency])::numeric
  end`

/** Rounds \`wanted\` as the rules say, upwards where the nearest price would fall below the least one. */
const ROUNDED = `
  case
    when rounding in ('.99', '.95') and digits >= 2
      then ceil(wanted - ending) + ending
    when rounding is not null and (round(wanted / step) * step < least or round(wanted / step) = 0)
      then ceil(wanted / step) * step
    when rounding is not null then round(wanted / step) * step
    when round(wanted, digits) < least then ceil(wanted * power(10::numeric, digits)) / power(10::numeric, digits)
    else round(wanted, digits)
  end`

/**
 * A subquery that answers what an item costs in each currency: \`currency\`, \`source_amount\`, \`source_currency\`, \`rate\`,
 * \`marked_up\`, \`cost\`, \`least\`, \`amount\`, all exact decimals. \`prices\` and \`costs\` are expressions of jsonb objects
 * (currency → decimal text), \`rules\` one of \`pricingParameter\` or an empty object, which changes no price. What is free at the source stays free.
 */
export const pricedRows = (prices: string, costs: string, rules: string): string => `
  select currency, source_amount, source_currency, rate, marked_up, cost, least,
    trim_scale(round(case when source_amount = 0 then 0 else ${ROUNDED} end, 6)) as amount
  from (
    select *, greatest(marked_up, least, 0) as wanted,
      ceil(asked_step * power(10::numeric, digits)) / power(10::numeric, digits) as step
    from (
      select source.*, costed.cost, costed.cost * (1 + (${rules} ->> 'minimum_margin_percent')::numeric / 100) as least,
        source.source_amount * source.rate * (1 + coalesce((${rules} ->> 'markup_percent')::numeric, 0) / 100)
          + coalesce((${rules} #>> array['fixed', source.currency])::numeric, 0) as marked_up,
        ${rules} ->> 'rounding' as rounding, coalesce((${rules} #>> array['digits', source.currency])::int, case when ${rules} = '{}' then 6 else 2 end) as digits,
        coalesce((${rules} ->> 'step')::numeric, 1) as asked_step,
        case ${rules} ->> 'rounding' when '.99' then 0.99 when '.95' then 0.95 end as ending
      from (${converted(prices, rules)}) source
      cross join lateral (select ${costIn(costs, rules)} as cost) costed
    ) marked
  ) wished`
