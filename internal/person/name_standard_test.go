package person_test

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/person"
)

// The user area of GBK lies in the order of its two-byte codes; of those that
// the decoder knows by standard code points, ours are the same.
func TestTheUserAreaIsThatOfGB18030(t *testing.T) {
	point, agreed := '\ue815', 0
	for trail := 0x50; trail <= 0xa0; trail++ {
		if trail == 0x7f {
			continue
		}
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte{0xfe, byte(trail)})
		if err != nil {
			t.Fatal(err)
		}
		standard := []rune(string(decoded))[0]
		if standard != '\ufffd' {
			agreed++
			if !person.SameName("张"+string(point), "张"+string(standard)) {
				t.Errorf("U+%04X is not U+%04X", point, standard)
			}
		}
		point++
	}
	if point != '\ue865' || agreed != 66 {
		t.Errorf("the area ends before U+%04X, %d code points agreed", point, agreed)
	}
}

// What the two editions of GB 18030 moved, from the table of the newer one.
func TestWhatGB18030Moved(t *testing.T) {
	for private, standard := range map[rune]rune{
		0xe816: 0x20087, 0xe817: 0x20089, 0xe818: 0x200cc, 0xe81e: 0x9fb4, 0xe826: 0x9fb5, 0xe82b: 0x9fb6, 0xe82c: 0x9fb7,
		0xe831: 0x215d7, 0xe832: 0x9fb8, 0xe83b: 0x2298f, 0xe843: 0x9fb9, 0xe854: 0x9fba, 0xe855: 0x241fe, 0xe864: 0x9fbb,
	} {
		if !person.SameName("张"+string(private), "张"+string(standard)) {
			t.Errorf("U+%04X is not U+%04X", private, standard)
		}
	}
}
