package delivery

// Name is the name that the row gives, as delivered; "" for a row that could
// not be read.
func (r Record) Name() string { return r.Values[colName] }
