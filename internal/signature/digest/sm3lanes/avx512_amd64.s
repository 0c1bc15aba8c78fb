#include "textflag.h"

// Sixteen lanes, with AVX-512 F and BW: it rotates words and takes any Boolean
// function of three in one instruction.

#define WIDTH 64
#define A Z0
#define B Z1
#define C Z2
#define D Z3
#define E Z4
#define F Z5
#define G Z6
#define H Z7
#define T0 Z8
#define T1 Z9
#define T2 Z10
#define T3 Z11

#define LOAD VMOVDQU32
#define STORE VMOVDQU32
#define BROADCAST VPBROADCASTD
#define ADD VPADDD
#define XOR VPXORD

#define ROTATED(n, x, y, t) VPROLD $n, x, y
#define ROTATE(n, x, t) VPROLD $n, x, x

// The number has the function's value for every three bits: bit 4t+2y+z.
#define PERMUTE(n, x, t, u) \
	VPROLD $n, x, t; \
	VPROLD $(n+8), x, u; \
	VPTERNLOGD $0x96, t, u, x
#define MAJORITY(x, y, z, t, u) \
	VMOVDQA32 x, t; \
	VPTERNLOGD $0xe8, z, y, t
#define CHOOSE(x, y, z, t, u) \
	VMOVDQA32 x, t; \
	VPTERNLOGD $0xca, z, y, t

#define SWAP(x) VBROADCASTI32X4 swap<>(SB), x

// ROWS has the whole block of a message in four rows, four words in each, and
// beside them those of the messages four, eight and twelve lanes on. A block is
// loaded at once: sixteen messages may lie so that a cache cannot hold a line of
// each for long.
#define ROWS(lane, r0, r1, r2, r3, x0, x1, x2, x3) \
	MOVQ (8*lane)(BX), R8; \
	VMOVDQU32 0(R8)(SI*1), x0; \
	VMOVDQU32 16(R8)(SI*1), x1; \
	VMOVDQU32 32(R8)(SI*1), x2; \
	VMOVDQU32 48(R8)(SI*1), x3; \
	BESIDE(lane, 1, r0, r1, r2, r3); \
	BESIDE(lane, 2, r0, r1, r2, r3); \
	BESIDE(lane, 3, r0, r1, r2, r3)
#define BESIDE(lane, n, r0, r1, r2, r3) \
	MOVQ (8*(lane+4*n))(BX), R8; \
	VINSERTI32X4 $n, 0(R8)(SI*1), r0, r0; \
	VINSERTI32X4 $n, 16(R8)(SI*1), r1, r1; \
	VINSERTI32X4 $n, 32(R8)(SI*1), r2, r2; \
	VINSERTI32X4 $n, 48(R8)(SI*1), r3, r3

#define WORDS \
	ROWS(0, Z16, Z20, Z24, Z28, X16, X20, X24, X28); \
	ROWS(1, Z17, Z21, Z25, Z29, X17, X21, X25, X29); \
	ROWS(2, Z18, Z22, Z26, Z30, X18, X22, X26, X30); \
	ROWS(3, Z19, Z23, Z27, Z31, X19, X23, X27, X31); \
	SORT(0, Z16, Z17, Z18, Z19); \
	SORT(4, Z20, Z21, Z22, Z23); \
	SORT(8, Z24, Z25, Z26, Z27); \
	SORT(12, Z28, Z29, Z30, Z31)

#include "rounds_amd64.h"

DATA swap<>+0(SB)/8, $0x0405060700010203
DATA swap<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap<>(SB), RODATA|NOPTR, $16

// func avx512(states *states, data *addresses, blocks int, constants *[64]uint32)
TEXT ·avx512(SB), 0, $4416-32
	COMPRESS
