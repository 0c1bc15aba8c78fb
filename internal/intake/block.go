package intake

// Block names the Unicode block of a character of a name, as a key of the
// texts "block.KEY"; "other" for one outside those that Chinese names come
// from (Unicode 17.0, Blocks.txt).
func Block(r rune) string {
	for _, b := range []struct {
		first, last rune
		key         string
	}{
		{0x3400, 0x4dbf, "a"}, {0x4e00, 0x9fff, "unified"}, {0xe000, 0xf8ff, "private"}, {0xf900, 0xfaff, "compatibility"},
		{0x20000, 0x2a6df, "b"}, {0x2a700, 0x2b73f, "c"}, {0x2b740, 0x2b81f, "d"}, {0x2b820, 0x2ceaf, "e"},
		{0x2ceb0, 0x2ebef, "f"}, {0x2ebf0, 0x2ee5f, "i"}, {0x2f800, 0x2fa1f, "compatibility"}, {0x30000, 0x3134f, "g"},
		{0x31350, 0x323af, "h"}, {0x323b0, 0x3347f, "j"}, {0xf0000, 0x10ffff, "private"},
	} {
		if b.first <= r && r <= b.last {
			return b.key
		}
	}
	return "other"
}
