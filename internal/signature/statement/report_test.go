package statement_test

import (
	"testing"

	"yinxin.example/yinxin/internal/signature/statement"
)

func FuzzParseReport(f *testing.F) {
	f.Add([]byte(`<x xmlns:yxr="` + statement.ReportNamespace + `"><yxr:v>1</yxr:v><yxr:rows>1</yxr:rows></x>`))
	f.Fuzz(func(t *testing.T, packet []byte) {
		c, err := statement.ParseReport(packet)
		if err == nil && (c.Number == "" || c.Organisation == "" || c.MadeAt.IsZero()) {
			t.Errorf("taken without what is never absent: %+v", c)
		}
	})
}
