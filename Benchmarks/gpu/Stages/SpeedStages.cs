using Gexia.Models.Clip;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Times in turns with PyTorch on the same device. Off CUDA the sizes are tiny, and the times mean nothing.</summary>
internal static class SpeedStages
{
    /// <summary>All of the following with one start of PyTorch.</summary>
    public static void All(Run run)
    {
        using var peer = run.StartPeer();
        using var clock = new Clock(run.Device);
        run.Report.Try("gemm", "products", () => Products(run, clock, peer, DType.BFloat16));
        var work = new GexiaWork(run.Device, Short(run), run.IsCuda ? GexiaWork.Paper : GexiaWork.Tiny, learningRate: 1e-5);
        run.Report.Try("vit", "forward", () => Vision(run, clock, peer, work));
        run.Report.Try("step", "training step", () => Step(run, clock, peer, work));
        run.Report.Try("rows", "operations", () => Operations(run, clock, peer));
    }

    /// <summary>Products and steps in float32.</summary>
    public static void Float32(Run run)
    {
        using var peer = run.StartPeer();
        using var clock = new Clock(run.Device);
        run.Report.Try("gemm", "products", () => Products(run, clock, peer, DType.Float32));
        run.Report.Try("step", "training step", () =>
        {
            var work = new GexiaWork(run.Device, DType.Float32, run.IsCuda ? GexiaWork.Paper : GexiaWork.Tiny, learningRate: 1e-5);
            InTurns(run, clock, peer, work, run.IsCuda ? 2 : 1, "gexia-float32");
        });
    }

    private static DType Short(Run run) => run.IsSlowest ? DType.Float32 : DType.BFloat16;

    private static void Products(Run run, Clock clock, TorchPeer? peer, DType type)
    {
        foreach (var size in run.IsCuda ? (int[])[4096, 8192] : [32])
        {
            using var lasting = TensorScope.Begin();
            var (a, b) = (Random(run, type, [size, size]), Random(run, type, [size, size]));
            var (own, other, share) = TorchPeer.InTurns(clock, () =>
            {
                using var scope = TensorScope.Begin();
                a.MatMul(b.Transpose());
            }, peer, type == DType.Float32 ? $"float32 {size}" : $"bf16 {size}", rounds: 7, launches: 9);
            var work = 2.0 * size * size * size / 1e12;
            run.Report.Add("gemm", ("size", size), ("dtype", type), ("TFLOP/s", work / own), ("PyTorch TFLOP/s", work / other),
                ("share of PyTorch's speed", share));
        }
    }

    private static void Vision(Run run, Clock clock, TorchPeer? peer, GexiaWork work)
    {
        foreach (var batch in run.IsCuda ? (int[])[64, 256] : [2])
        {
            var size = run.IsCuda ? 224 : 32;
            var pixels = Tensor.Zeros([batch, 3, size, size], device: run.Device);
            pixels.Write<float>(Tensor.Normal(new Rng(3), pixels.Shape).ToArray<float>());
            Add("every kernel by a call", () => work.Forward(pixels));
            var captured = work.CaptureForward(pixels);
            captured.Run();
            Add("as a captured step", captured.Run);

            void Add(string how, Action forward)
            {
                var (own, other, share) = TorchPeer.InTurns(clock, forward, peer, $"vit {batch}");
                run.Report.Add("vit", ("batch", batch), ("how", how), ("ms", own * 1e3), ("PyTorch ms", other * 1e3),
                    ("share of PyTorch's speed", share));
            }
        }
    }

    private static void Step(Run run, Clock clock, TorchPeer? peer, GexiaWork work)
    {
        foreach (var clips in run.IsCuda ? (int[])[2, 16] : [1])
            InTurns(run, clock, peer, work, clips, "gexia-autocast", "gexia-bf16");
    }

    private static void InTurns(Run run, Clock clock, TorchPeer? peer, GexiaWork work, int clips, params string[] peers)
    {
        work.Take(clips, run.IsCuda ? 16 : 2);
        var (rounds, launches) = run.IsCuda ? (5, 3) : (1, 1);
        var plain = clock.Median(work.Step, launches, warm: run.IsSlowest ? 0 : 2);
        work.StepCaptured();
        foreach (var name in peers)
        {
            var (own, other, share) = TorchPeer.InTurns(clock, work.StepCaptured, peer, $"{name} {clips}", rounds, launches);
            run.Report.Add("step", ("clips", clips), ("peer", name), ("ms, captured", own * 1e3), (
                "ms, every kernel by a call", plain * 1e3),
                    ("PyTorch ms", other * 1e3), ("share of PyTorch's speed", share), ("kernels", work.Kernels),
                    ("free GB", run.Device.FreeBytes / 1e9));
        }
    }

    private static void Operations(Run run, Clock clock, TorchPeer? peer)
    {
        var many = run.IsCuda;
        foreach (var type in (DType[])[DType.BFloat16, DType.Float32])
        {
            if (type != Short(run) && !many) continue;
            var word = type == DType.Float32 ? "float32" : "bf16";
            var flat = Random(run, type, [many ? 1 << 26 : 64]);
            Moving("gelu", [flat], x => x[0].Gelu(), 2, [many ? 1 << 26 : 64]);
            Moving("add", [flat, flat], x => x[0] + x[1], 3, [many ? 1 << 26 : 64]);
            foreach (var (rows, width) in many ? ((int, int)[])[(65536, 768), (12800, 768), (12800, 3072)] : [(3, 5)])
            {
                var x = Random(run, type, [rows, width]);
                var (gamma, beta) = (Random(run, DType.Float32, [width]), Random(run, DType.Float32, [width]));
                Moving("softmax", [x], v => v[0].Softmax(), 2, [rows, width]);
                Moving("layernorm", [x], v => v[0].LayerNorm(gamma, beta), 2, [rows, width]);
            }

            void Moving(string name, Tensor[] inputs, Func<Tensor[], Tensor> op, int passes, int[] sizes)
            {
                var (own, other, share) = TorchPeer.InTurns(
                    clock, () => Quietly(() => op(inputs)), peer, $"{name} {word} {string.Join(' ', sizes)}");
                var bytes = (double)passes * inputs[0].Length * type.Size();
                run.Report.Add("rows", ("operation", name), ("dtype", word), ("size", string.Join('x', sizes)), ("us", own * 1e6),
                    ("GB/s", bytes / own / 1e9), ("PyTorch GB/s", bytes / other / 1e9), ("share of PyTorch's speed", share));
            }
        }
        foreach (var (batch, length, heads, width, causal) in many
            ? ((int, int, int, int, bool)[])[
                (256, 50, 12, 768, false), (16, 77, 8, 512, true), (128, 77, 8, 512, true), (32, 512, 12, 768, false)]
            : [(1, 5, 1, 8, false)])
        {
            var x = Random(run, Short(run), [batch, length, 3 * width]);
            var (own, other, share) = TorchPeer.InTurns(
                clock, () => Quietly(() => AttentionOp.SelfAttention(x, heads, causal: causal)), peer,
                $"attention {batch} {length} {heads} {width} {(causal ? 1 : 0)}");
            var work = 4.0 * batch * length * length * width / 1e12;
            run.Report.Add("attention", ("size", $"{batch}x{length}x{width}, {heads} heads"), ("causal", causal), ("us", own * 1e6),
                ("TFLOP/s", work / own), ("PyTorch TFLOP/s", work / other), ("share of PyTorch's speed", share));
        }
    }

    private static Tensor Random(Run run, DType type, int[] shape)
    {
        var x = Tensor.Normal(new Rng(5), [Math.Min(1 << 20, shape.Aggregate((a, b) => a * b))]).To(type).To(run.Device);
        var all = shape.Aggregate(1L, (a, b) => a * b);
        var repeats = (int)((all + x.Length - 1) / x.Length);
        return x.Reshape(1, (int)x.Length).Expand(repeats, (int)x.Length).Copy().Reshape(-1).Slice(0, 0, (int)all).Reshape(shape);
    }

    private static void Quietly(Func<Tensor> op)
    {
        using var scope = TensorScope.Begin();
        using var pause = Graph.NoGradient();
        op();
    }
}
