package certificates

import (
	"mime"
	"net/http/httptest"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

func TestFileNameIsReadableAndSafe(t *testing.T) {
	endorsed := &cert.Endorsement{Scenario: "本人调用", ValidUntil: civil.MustParse("2027-02-19")}
	for _, test := range []struct {
		name, qualification string
		endorsement         *cert.Endorsement
		want                string
	}{
		{"林若溪", "建造师", endorsed, "建造师-林若溪-有效期至2027-02-19.pdf"},
		{"林若溪", "拍卖师", nil, "拍卖师-林若溪.pdf"},
		{"买买提·阿不都拉", "拍卖师", nil, "拍卖师-买买提·阿不都拉.pdf"},
		{"𠮷田", "拍卖师", nil, "拍卖师-𠮷田.pdf"},
		{`a/b\c:d*e?f"g<h>i|j`, "拍卖师", nil, "拍卖师-a_b_c_d_e_f_g_h_i_j.pdf"},
		{"JEAN PAUL", "拍卖师", nil, "拍卖师-JEAN PAUL.pdf"},
		{"a\r\nb", "拍卖师", nil, "拍卖师-a__b.pdf"},
	} {
		copied := cert.Copy{Endorsement: test.endorsement}
		copied.Snapshot.Name, copied.Snapshot.Qualification = test.name, test.qualification
		if got := fileName(copied); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
		for query, kind := range map[string]string{"": "inline", "?download=1": "attachment", "?download=yes": "inline"} {
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/x"+query, nil)
			got, params, err := mime.ParseMediaType(disposition(r, test.want))
			if err != nil || got != kind || params["filename"] != test.want {
				t.Errorf("%s: %s %q %v", query, got, params["filename"], err)
			}
		}
	}
}
