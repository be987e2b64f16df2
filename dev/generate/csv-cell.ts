/** A cell of a CSV file that may hold commas, quotes and line breaks. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
