package delivery

// Columns lists the columns a delivery must have.
func Columns() []string {
	names := make([]string, columnCount)
	for c := range columnCount {
		names[c] = c.String()
	}
	return names
}
