package bench

import "testing"

func TestImportCountsBothSides(t *testing.T) {
	told := 0
	r, err := Import(t.Context(), ImportOptions{Rows: 3000, Tell: func(rows int) { told = rows }})
	if err != nil {
		t.Fatal(err)
	}
	if told != 3000 || r.Seconds <= 0 || r.RawSeconds <= 0 || r.Ratio <= 0 {
		t.Errorf("%+v after %d rows", r, told)
	}
}
