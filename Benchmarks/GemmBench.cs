using System.Globalization;
using Gexia.Cli.Bench;
using Gexia.Cpu;

namespace Gexia.Benchmarks;

/// <summary>
/// The GEMM yardstick: <c>gemm [m,n,k,form[,batch]]…</c>, form NN, NT, TN or TT, or NP for a B that was packed once before. The
/// counterpart is peers/gemm.py. <c>gemm tile</c> is the innermost loop alone, its operands in the first cache.
/// </summary>
internal static class GemmBench
{
    /// <summary>The models' own shapes: m, n, k, form (N as stored, T transposed, for A and B), batch.</summary>
    private static readonly string[] Shapes =
    [
        "1024,1024,1024,NN", "1024,1024,1024,NT", "1024,1024,1024,TN",
        // Width 64 and 128: projections, MLP, their gradients.
        "320,64,64,NT", "2560,64,64,NT", "2560,256,64,NT", "2560,64,256,NT", "2560,64,256,NN", "256,64,2560,TN",
        "2048,128,128,NT", "2048,512,128,NT", "2048,128,512,NT", "2048,512,128,NN", "512,128,2048,TN",
        // Attention over heads of width 16: scores and mixtures.
        "17,17,16,NT,256", "17,16,17,NN,256", "80,80,16,NT,64", "80,16,80,NN,64",
        // ViT-B/32, one picture and sixteen.
        "50,768,768,NT", "50,3072,768,NT", "50,768,3072,NT", "800,3072,768,NT", "800,768,3072,NN", "768,3072,800,TN",
        "50,50,64,NT,192", "50,64,50,NN,192",
        // With weights packed once.
        "50,768,768,NP", "50,3072,768,NP", "50,768,3072,NP", "400,3072,768,NP",
        "tile",
    ];

    public static void Run(string[] words)
    {
        var peer = new Peer(new(words), Prepare, atLeast: 0.05);
        peer.Run(Shapes, (shape, rates) =>
        {
            var peaks = Enumerable.Range(0, 5).Select(_ => Peak(peer.Clock)).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape,-22} {rates[^1],8:F1} best {rates[rates.Length / 2],8:F1} median GFLOP/s "
                + $"{rates[rates.Length / 2] / peaks[peaks.Length / 2],6:P0} of the peak beside it"));
        });
    }

    private static Work Prepare(string shape)
    {
        if (shape == "tile") return new(() => TileAlone.Run(), TileAlone.Amount);
        var parts = shape.Split(',');
        if (parts.Length is < 4 or > 5 || parts[3].Length != 2)
            throw new ArgumentException($"gemm: '{shape}' is not m,n,k,form[,batch], such as 50,768,768,NT, nor tile.");
        long m = Number(parts[0]), n = Number(parts[1]), k = Number(parts[2]), batch = parts.Length > 4 ? Number(parts[4]) : 1;
        bool ta = parts[3][0] == 'T', packed = parts[3][1] == 'P', tb = packed || parts[3][1] == 'T';
        Tensor a = Random(batch * m * k), b = Random(batch * k * n), c = Random(batch * m * n);
        var problem = new GemmProblem
        {
            M = m, N = n, K = k, A = a, ARow = ta ? 1 : k, AColumn = ta ? m : 1,
            B = b, BRow = tb ? 1 : n, BColumn = tb ? k : 1, C = c, CRow = n,
        };
        if (packed)
        {
            problem.Packed = PackedMatrix.Of(b.Reshape((int)n, (int)k)).Operand;
            return new(() => Gemm.Run(problem), 2e-9 * m * n * k);
        }
        var products = new GemmBatch { Outer = batch, AOuter = m * k, BOuter = k * n, COuter = m * n };
        return new(() => Gemm.Run(problem, products), 2e-9 * m * n * k * batch);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static Tensor Random(long count) => Tensor.Uniform(new Rng(1), [checked((int)count)], -0.5, 0.5);

    private static double Peak(Clock clock)
    {
        var start = clock.Seconds();
        return FmaChain.Run() / (clock.Seconds() - start);
    }
}
