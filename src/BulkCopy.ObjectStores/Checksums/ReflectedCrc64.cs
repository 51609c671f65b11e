using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace BulkCopy.ObjectStores.Checksums;

/// <summary>
/// A 64-bit CRC in reflected bit order: bit 63 of a value stands for x^0, bit 0 for x^63. Four 128-bit lanes are folded
/// by carry-less multiplication where the processor has it; otherwise eight bytes are looked up at a time.
/// </summary>
internal sealed class ReflectedCrc64
{
    private const int LaneBytes = 16;
    private const int StrideBytes = 4 * LaneBytes;

    private readonly ulong _polynomial;
    private readonly ulong[] _table = new ulong[8 * 256];
    private readonly ulong[] _squares = new ulong[64];
    private readonly Vector128<ulong> _foldLane;
    private readonly Vector128<ulong> _foldStride;

    public ReflectedCrc64(ulong polynomial)
    {
        _polynomial = polynomial;
        FillTable();
        _squares[0] = 1UL << 62;
        for (var i = 1; i < _squares.Length; i++) _squares[i] = Multiply(_squares[i - 1], _squares[i - 1]);
        _foldLane = FoldKeys(8 * LaneBytes);
        _foldStride = FoldKeys(8 * StrideBytes);
    }

    public static bool IsHardwareAccelerated => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    public ulong Append(ulong crc, ReadOnlySpan<byte> data) =>
        ~(IsHardwareAccelerated && data.Length >= StrideBytes ? AppendFolding(~crc, data) : AppendTable(~crc, data));

    public ulong AppendSoftware(ulong crc, ReadOnlySpan<byte> data) => ~AppendTable(~crc, data);

    /// <summary>The CRC of A followed by B: crc(A) moved over B's bits (times x^(8·length) modulo the polynomial), xor crc(B).</summary>
    public ulong Combine(ulong crcA, ulong crcB, ulong lengthB) => Multiply(crcA, PowerOfX(lengthB, firstSquare: 3)) ^ crcB;

    private ulong AppendTable(ulong state, ReadOnlySpan<byte> data)
    {
        ref var t = ref MemoryMarshal.GetArrayDataReference(_table);
        while (data.Length >= 8)
        {
            state ^= BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = Unsafe.Add(ref t, 7 * 256 + (nint)(byte)state)
                ^ Unsafe.Add(ref t, 6 * 256 + (nint)(byte)(state >> 8))
                ^ Unsafe.Add(ref t, 5 * 256 + (nint)(byte)(state >> 16))
                ^ Unsafe.Add(ref t, 4 * 256 + (nint)(byte)(state >> 24))
                ^ Unsafe.Add(ref t, 3 * 256 + (nint)(byte)(state >> 32))
                ^ Unsafe.Add(ref t, 2 * 256 + (nint)(byte)(state >> 40))
                ^ Unsafe.Add(ref t, 256 + (nint)(byte)(state >> 48))
                ^ Unsafe.Add(ref t, (nint)(byte)(state >> 56));
            data = data[8..];
        }
        foreach (var b in data) state = (state >> 8) ^ Unsafe.Add(ref t, (nint)(byte)(state ^ b));
        return state;
    }

    private ulong AppendFolding(ulong state, ReadOnlySpan<byte> data)
    {
        var a = Load(data, 0) ^ Vector128.CreateScalar(state);
        var b = Load(data, 1);
        var c = Load(data, 2);
        var d = Load(data, 3);
        data = data[StrideBytes..];
        while (data.Length >= StrideBytes)
        {
            a = Fold(a, _foldStride) ^ Load(data, 0);
            b = Fold(b, _foldStride) ^ Load(data, 1);
            c = Fold(c, _foldStride) ^ Load(data, 2);
            d = Fold(d, _foldStride) ^ Load(data, 3);
            data = data[StrideBytes..];
        }
        a = Fold(a, _foldLane) ^ b;
        a = Fold(a, _foldLane) ^ c;
        a = Fold(a, _foldLane) ^ d;
        while (data.Length >= LaneBytes)
        {
            a = Fold(a, _foldLane) ^ Load(data, 0);
            data = data[LaneBytes..];
        }
        // What is left is congruent to all before it, so the table reduces it like 16 bytes of data.
        Span<byte> rest = stackalloc byte[LaneBytes];
        MemoryMarshal.Write(rest, in a);
        return AppendTable(AppendTable(0, rest), data);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ReadOnlySpan<byte> data, int lane) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(data), (nuint)(lane * LaneBytes)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> keys) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(value, keys, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, keys, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(value.GetLower(), keys.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(value, keys);

    // The low half of a lane stands 64 bits further up than the high half; a product of reflected values is one bit short.
    private Vector128<ulong> FoldKeys(int distanceBits) =>
        Vector128.Create(PowerOfX((ulong)distanceBits + 63, firstSquare: 0), PowerOfX((ulong)distanceBits - 1, firstSquare: 0));

    private ulong PowerOfX(ulong exponent, int firstSquare)
    {
        var power = 1UL << 63;
        for (var i = firstSquare; exponent != 0; i++, exponent >>= 1)
            if ((exponent & 1) != 0) power = Multiply(power, _squares[i]);
        return power;
    }

    private ulong Multiply(ulong x, ulong y)
    {
        var product = 0UL;
        for (; y != 0; y <<= 1)
        {
            if ((y >> 63) != 0) product ^= x;
            x = Times(x);
        }
        return product;
    }

    private ulong Times(ulong x) => (x >> 1) ^ ((x & 1) != 0 ? _polynomial : 0);

    private void FillTable()
    {
        for (var i = 0; i < 256; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++) value = Times(value);
            _table[i] = value;
        }
        for (var i = 256; i < _table.Length; i++)
            _table[i] = (_table[i - 256] >> 8) ^ _table[(byte)_table[i - 256]];
    }
}
