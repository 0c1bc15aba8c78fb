package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
)

func many(edit func(n int, c *cert.Certificate)) []cert.Certificate {
	all := make([]cert.Certificate, 2000)
	for n := range all {
		c := cert.Certificate{
			ManagementNumber: fmt.Sprint(n), Holder: person.Identity{Name: "林若溪", Document: person.Document{Type: person.ResidentCard}},
			Qualification: "注册测绘师", Kind: cert.ECertificate, Photo: "p",
		}
		edit(n, &c)
		all[n] = c
	}
	return all
}

func numbersOf(all []cert.Certificate, seed uint64) (numbers []string, why map[string]string) {
	s, why := newSample(seed), map[string]string{}
	for _, c := range all {
		s.take(c)
	}
	for _, one := range s.chosen() {
		numbers = append(numbers, one.Certificate.ManagementNumber)
		why[one.Certificate.ManagementNumber] = one.Why
	}
	return numbers, why
}

func TestASampleCanBeRepeated(t *testing.T) {
	all := many(func(int, *cert.Certificate) {})
	first, _ := numbersOf(all, 7)
	again, _ := numbersOf(all, 7)
	other, _ := numbersOf(all, 8)
	if !slices.Equal(first, again) || slices.Equal(first, other) {
		t.Errorf("seed 7 chose %v and %v, seed 8 %v", first, again, other)
	}
	if len(first) < drawnAtRandom || len(first) > drawnAtRandom+eachEdge*7+1 {
		t.Errorf("%d chosen", len(first))
	}
}

// Each certificate is as likely as any other to be drawn.
func TestASampleFavoursNone(t *testing.T) {
	all := many(func(int, *cert.Certificate) {})
	late := 0
	const seeds = 200
	for seed := range uint64(seeds) {
		s := newSample(seed)
		for _, c := range all {
			s.take(c)
		}
		for _, c := range s.drawn {
			if len(c.ManagementNumber) == 4 { // 1000 to 1999: half of them
				late++
			}
		}
	}
	if share := float64(late) / (seeds * drawnAtRandom); share < 0.46 || share > 0.54 {
		t.Errorf("%.3f of the draws are of the later half", share)
	}
}

func TestEdgeCasesAreChosen(t *testing.T) {
	want := map[string]string{
		"1500": "最长的姓名", "1501": "带间隔号的姓名", "1502": "外文姓名", "1503": "生僻字", "1504": "没有照片",
		"1505": "非居民身份证", "1506": "最长的专业", "1507": "每种资格 建造师 一级",
	}
	all := many(func(n int, c *cert.Certificate) {
		switch n {
		case 1499, 1500:
			c.Holder.Name = strings.Repeat("林", n-1470)
		case 1501:
			c.Holder.Name = "阿·买·提"
		case 1502:
			c.Holder.Name = "Anna"
		case 1503:
			c.Holder.Name = "王\U00020000"
		case 1504:
			c.Photo = ""
		case 1505:
			c.Holder.Document.Type = person.Passport
		case 1506:
			c.Specialty = "港口与航道工程"
		case 1507:
			c.Qualification, c.Level = "建造师", "一级"
		case 1508:
			c.Kind, c.Qualification = cert.FileRecord, "拍卖师"
		}
	})
	_, why := numbersOf(all, 1)
	for number, reason := range want {
		if why[number] != reason {
			t.Errorf("%s is chosen for %q, want %q", number, why[number], reason)
		}
	}
	if _, ok := why["1508"]; ok {
		t.Error("a delivered file is to be drawn")
	}
}
