package archival

import (
	"slices"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// dict resolves to a dictionary that is no stream; nil for anything else.
func dict(view *pdfread.View, o pdfread.Object) pdfread.Dict {
	d, _ := view.Resolve(o).(pdfread.Dict)
	return d
}

func isString(o pdfread.Object) bool {
	_, ok := o.(pdfread.String)
	return ok
}

func onlyKeys(d pdfread.Dict, keys ...pdfread.Name) bool {
	for k := range d {
		if !slices.Contains(keys, k) {
			return false
		}
	}
	return true
}

// flat reports whether a dictionary holds neither other containers nor
// references.
func flat(d pdfread.Dict) bool {
	for _, o := range d {
		switch o.(type) {
		case pdfread.Ref, pdfread.Array, pdfread.Dict, *pdfread.Stream:
			return false
		}
	}
	return true
}

// differ reports whether two dictionaries differ in keys other than the given.
func differ(old, now pdfread.Dict, except ...pdfread.Name) bool {
	for k, v := range old {
		if w, ok := now[k]; !slices.Contains(except, k) && (!ok || !pdfread.Equal(v, w)) {
			return true
		}
	}
	for k := range now {
		if _, ok := old[k]; !slices.Contains(except, k) && !ok {
			return true
		}
	}
	return false
}

// grown reports whether an array begins like another and gives what it has
// besides.
func grown(old, now pdfread.Array) (more pdfread.Array, ok bool) {
	if len(now) < len(old) || !pdfread.Equal(old, now[:len(old)]) {
		return nil, false
	}
	return now[len(old):], true
}

// empty reports whether an array is four zeros: a rectangle without an area.
func empty(rect pdfread.Array) bool {
	for _, o := range rect {
		if o != pdfread.Object(int64(0)) && o != pdfread.Object(float64(0)) {
			return false
		}
	}
	return len(rect) == 4
}
