package pdfread

// usualName gives a name that stands in nearly every signature or trailer, so
// that reading one takes no memory; nil for any other.
func usualName(raw []byte) Object {
	switch string(raw) {
	case "Type":
		return Name("Type")
	case "Filter":
		return Name("Filter")
	case "SubFilter":
		return Name("SubFilter")
	case "Name":
		return Name("Name")
	case "M":
		return Name("M")
	case "Reference":
		return Name("Reference")
	case "ByteRange":
		return Name("ByteRange")
	case "Contents":
		return Name("Contents")
	case "Sig":
		return Name("Sig")
	case "Adobe.PPKLite":
		return Name("Adobe.PPKLite")
	case "ETSI.CAdES.detached":
		return Name("ETSI.CAdES.detached")
	case "SigRef":
		return Name("SigRef")
	case "TransformMethod":
		return Name("TransformMethod")
	case "TransformParams":
		return Name("TransformParams")
	case "DocMDP":
		return Name("DocMDP")
	case "P":
		return Name("P")
	case "V":
		return Name("V")
	case "1.2":
		return Name("1.2")
	case "Size":
		return Name("Size")
	case "Root":
		return Name("Root")
	case "ID":
		return Name("ID")
	case "Subtype":
		return Name("Subtype")
	case "Metadata":
		return Name("Metadata")
	case "XML":
		return Name("XML")
	case "Length":
		return Name("Length")
	}
	return nil
}
