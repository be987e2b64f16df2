/** A figure with as many decimals as are worth reading. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits))
