package delivery

// Columns lists the columns a delivery must have.
func Columns() []string {
	names := make([]string, columnCount)
	for c := range columnCount {
		names[c] = c.String()
	}
	return names
}

// BatchSize is how many rows are stored together.
const BatchSize = batchSize
