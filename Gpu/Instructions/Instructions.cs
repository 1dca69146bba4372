using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.IR.Intrinsics;

namespace Gexia.Gpu;

/// <summary>Four 32-bit words, 16 bytes: what one load, copy or matrix instruction moves.</summary>
internal struct U4
{
    public uint X, Y, Z, W;
}

/// <summary>Two 32-bit words.</summary>
internal struct U2
{
    public uint X, Y;
}

/// <summary>Two floats.</summary>
internal struct F2
{
    public float X, Y;
}

/// <summary>Four floats.</summary>
internal struct F4
{
    public float X, Y, Z, W;
}

/// <summary>
/// Instructions that ILGPU has no name for. <see cref="PtxInstructions"/> writes them; the bodies here are what the CPU accelerator runs,
/// where each thread of a group is a thread of the operating system and a group runs alone.
/// </summary>
internal static unsafe class Instructions
{
    // What the lanes of a warp show each other, by thread of the group.
    private static readonly uint[] Fragments = new uint[1024 * 6];
    private static readonly nint[] Rows = new nint[1024];

    [ThreadStatic] private static List<(nint To, nint From, int Bytes)>? open;
    [ThreadStatic] private static Queue<List<(nint To, nint From, int Bytes)>>? committed;

    /// <summary>a·b + c with one rounding.</summary>
    [IntrinsicImplementation]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>Two bfloat16 as one word, rounded to nearest, the first in its lower half.</summary>
    [IntrinsicImplementation]
    public static uint Pair(float first, float second) => BFloat16.Pair(first, second);

    /// <summary>
    /// c + a·b for tiles of 16×16 (a, row-major) and 16×8 (b, column-major) bf16. With g = lane/4 and t = lane%4 a lane holds
    /// a.X = (g, 2t), a.Y = (g+8, 2t), a.Z = (g, 2t+8), a.W = (g+8, 2t+8), b0 = (2t, g), b1 = (2t+8, g), each with its right or lower
    /// neighbour, and of c: X, Y = (g, 2t), (g, 2t+1); Z, W the same of row g+8.
    /// </summary>
    [IntrinsicImplementation]
    public static F4 MatrixMultiplyAdd(U4 a, uint b0, uint b1, F4 c) => Emulated(a, b0, b1, c, isHalf: false);

    /// <summary>The same for float16.</summary>
    [IntrinsicImplementation]
    public static F4 HalfMatrixMultiplyAdd(U4 a, uint b0, uint b1, F4 c) => Emulated(a, b0, b1, c, isHalf: true);

    /// <summary>Four 8×8 matrices of 16-bit elements from shared memory: lane i names row i%8 of matrix i/8, 16 bytes.</summary>
    [IntrinsicImplementation]
    public static U4 LoadMatrices(ref U4 row)
    {
        int thread = Group.LinearIndex, lane = thread & 31, warp = thread - lane;
        Rows[thread] = (nint)Unsafe.AsPointer(ref row);
        Warp.Barrier();
        var loaded = new U4 { X = Part(0), Y = Part(1), Z = Part(2), W = Part(3) };
        Warp.Barrier();
        return loaded;

        uint Part(int matrix) => ((uint*)Rows[warp + matrix * 8 + (lane >> 2)])[lane & 3];
    }

    /// <summary>As <see cref="LoadMatrices"/>, each matrix transposed.</summary>
    [IntrinsicImplementation]
    public static U4 LoadMatricesTransposed(ref U4 row)
    {
        int thread = Group.LinearIndex, lane = thread & 31, warp = thread - lane;
        Rows[thread] = (nint)Unsafe.AsPointer(ref row);
        Warp.Barrier();
        var loaded = new U4 { X = Part(0), Y = Part(1), Z = Part(2), W = Part(3) };
        Warp.Barrier();
        return loaded;

        uint Part(int matrix) => Element(matrix, 2 * (lane & 3)) | (Element(matrix, (2 * (lane & 3)) + 1) << 16);
        uint Element(int matrix, int line) => ((ushort*)Rows[warp + (matrix * 8) + line])[lane >> 2];
    }

    /// <summary>
    /// Begins to copy 16 bytes from global to shared memory, of which only the first <paramref name="bytes"/> are read and the rest are 0.
    /// They are there after <see cref="WaitForCopies"/> and a barrier.
    /// </summary>
    [IntrinsicImplementation]
    public static void CopyAsync(ref U4 to, ref U4 from, int bytes) =>
        (open ??= []).Add(((nint)Unsafe.AsPointer(ref to), (nint)Unsafe.AsPointer(ref from), bytes));

    /// <summary>Closes the group of copies that this thread has begun, which may be empty.</summary>
    [IntrinsicImplementation]
    public static void CommitCopies()
    {
        (committed ??= new()).Enqueue(open ?? []);
        open = null;
    }

    /// <summary>Waits until at most so many of this thread's youngest groups are under way.</summary>
    /// <param name="pending">A constant once everything is inlined.</param>
    [IntrinsicImplementation]
    public static void WaitForCopies(int pending)
    {
        while (committed is not null && committed.Count > pending)
            foreach (var (to, from, bytes) in committed.Dequeue())
            {
                var words = default(U4);
                Buffer.MemoryCopy((void*)from, &words, 16, bytes);
                *(U4*)to = words;
            }
    }

    private static F4 Emulated(U4 a, uint b0, uint b1, F4 c, bool isHalf)
    {
        int thread = Group.LinearIndex, lane = thread & 31, warp = thread - lane, g = lane >> 2, t = lane & 3;
        var mine = Fragments.AsSpan(thread * 6, 6);
        (mine[0], mine[1], mine[2], mine[3], mine[4], mine[5]) = (a.X, a.Y, a.Z, a.W, b0, b1);
        Warp.Barrier();
        for (var q = 0; q < 4; q++)
        {
            var row = Fragments.AsSpan((warp + (g * 4) + q) * 6, 6);
            var left = Fragments.AsSpan((warp + (8 * t) + q) * 6, 6);
            var right = Fragments.AsSpan((warp + (8 * t) + 4 + q) * 6, 6);
            c.X += Dot(row[0], left[4]) + Dot(row[2], left[5]);
            c.Y += Dot(row[0], right[4]) + Dot(row[2], right[5]);
            c.Z += Dot(row[1], left[4]) + Dot(row[3], left[5]);
            c.W += Dot(row[1], right[4]) + Dot(row[3], right[5]);
        }
        Warp.Barrier();
        return c;

        float Dot(uint x, uint y) => (Number(x) * Number(y)) + (Number(x >> 16) * Number(y >> 16));
        float Number(uint bits) =>
            isHalf ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : BitConverter.UInt32BitsToSingle(bits << 16);
    }
}
