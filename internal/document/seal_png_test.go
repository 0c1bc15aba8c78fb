package document_test

import (
	"bytes"
	"image/png"
	"testing"

	"yinxin.example/yinxin/internal/document"
)

func TestASealAsAPicture(t *testing.T) {
	drawn, err := press.SealPNG(document.Seal{Authority: "示例人事考试中心", Demo: true}, 240)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(drawn))
	if err != nil || img.Bounds().Dx() != 240 || len(drawn) > 8<<10 {
		t.Fatalf("%d bytes, %v", len(drawn), err)
	}
}
