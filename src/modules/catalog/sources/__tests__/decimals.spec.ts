import { perPiece, stockOf, sumOf } from "../decimals"
import { textOf } from "../erp-record"

it("adds decimals without an error of the last place", () => {
  expect(sumOf(["0.1", "0.2"])).toBe("0.3")
  expect(sumOf(["1000000000000.000001", "-0.000001", "nonsense", ""])).toBe("1000000000000")
  expect(sumOf([])).toBe("0")
  expect(sumOf(["-1.5", "1"])).toBe("-0.5")
})

it.each([
  ["125.00", "100", "1.25"],
  ["10.00", "1", "10"],
  ["10.00", "3", "3.333333"],
  ["10.00", "0", "10.00"],
  ["10.00", "", "10.00"],
  ["10%", "1", "10%"],
])("divides %s by %s", (amount, quantity, each) => expect(perPiece(amount, quantity)).toBe(each))

it.each([
  ["-3", "0"],
  ["-0.001", "0"],
  ["4.000", "4.000"],
  ["", ""],
  ["many", "many"],
])("counts a stock of %s as %s", (text, stock) => expect(stockOf(text)).toBe(stock))

it.each([
  [1000.8, "1000.8"],
  [12.299999999999999, "12.3"],
  [1e21, "1000000000000000000000"],
  [0.0000001, "0"],
  [-0, "0"],
  [300100000000000, "300100000000000"],
  [true, "true"],
  [null, ""],
  [NaN, ""],
  [{ a: 1 }, ""],
])("writes the JSON value %p as %s", (value, text) => expect(textOf(value)).toBe(text))
