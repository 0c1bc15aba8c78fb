package addition

import (
	"bytes"
	"slices"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Of gives what a document's store holds, in its order. A stream that cannot
// be read is nil.
func Of(view *pdfread.View) Material {
	store := view.Dict(view.Catalog()["DSS"])
	return Material{
		Certificates: streams(view, store["Certs"]),
		Answers:      streams(view, store["OCSPs"]),
		Lists:        streams(view, store["CRLs"]),
	}
}

func streams(view *pdfread.View, list pdfread.Object) (all [][]byte) {
	for _, o := range view.Array(list) {
		var content []byte
		if stream, ok := view.Resolve(o).(*pdfread.Stream); ok {
			content, _ = view.Decode(stream)
		}
		all = append(all, content)
	}
	return all
}

// Without is what of some material is not among other material, each once.
func Without(m, had Material) Material {
	return Material{
		Certificates: without(m.Certificates, had.Certificates),
		Answers:      without(m.Answers, had.Answers),
		Lists:        without(m.Lists, had.Lists),
	}
}

func without(all, had [][]byte) (left [][]byte) {
	for _, one := range all {
		same := func(other []byte) bool { return bytes.Equal(one, other) }
		if !slices.ContainsFunc(had, same) && !slices.ContainsFunc(left, same) {
			left = append(left, one)
		}
	}
	return left
}
