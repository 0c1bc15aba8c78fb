package overview_test

import (
	"testing"

	"yinxin.example/yinxin/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }
