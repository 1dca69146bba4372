using Gexia.Models;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// ViT-B/32 forward and a training step of GEXIA at the paper's size, in bfloat16, in turns with PyTorch's eager mode; and what each kernel
/// takes of them.
/// </summary>
internal static class ModelsStage
{
    private const int Listed = 16;          // kernels that take most

    public static void Run(Run run)
    {
        using var device = Library.Open(run.On);
        using var peer = TorchPeer.Start(run);
        foreach (var batch in run.IsCuda ? new[] { 64, 256 } : [1])
            run.Report.Try("vit", $"batch {batch}", () => Forward(run, device, peer, batch));
        foreach (var clips in run.IsCuda ? new[] { 2, 16 } : [])
            run.Report.Try("gexia", $"clips {clips}", () => Step(run, device, peer, clips));
    }

    private static void Forward(Run run, GpuDevice device, TorchPeer? peer, int batch)
    {
        var forward = new VisionForward(device, DType.BFloat16, batch);
        forward.Run();
        var (own, other, share) = Library.InTurns(device, forward.Run, peer, $"vit {batch}");
        run.Report.Add("vit", ("batch", batch), ("ms", own * 1e3), ("PyTorch ms", other * 1e3), ("of PyTorch's speed", share));
        Profile(run, device, $"vit {batch}", forward.Run);
    }

    private static void Step(Run run, GpuDevice device, TorchPeer? peer, int clips)
    {
        var training = new GexiaTraining(device, DType.BFloat16, GexiaConfig.VitB32, clips, frames: 16, tokens: 77, rate: 1e-5);
        training.Next();
        training.Next();
        var (own, other, share) = Library.InTurns(device, training.Next, peer, $"gexia {clips}");
        var captured = Library.Seconds(device, training.Run, 9);
        run.Report.Add("gexia", ("clips", clips), ("ms", own * 1e3), ("of which loss and gradients ms", captured * 1e3),
            ("launches of these", training.Launches), ("PyTorch ms", other * 1e3), ("of PyTorch's speed", share),
            ("loss", training.Loss), ("fallbacks", device.Fallbacks));
        Profile(run, device, $"gexia {clips}", () =>
        {
            _ = new GexiaTraining(device, DType.BFloat16, GexiaConfig.VitB32, clips, frames: 16, tokens: 77, rate: 1e-5);
        });
    }

    // Launches that are not part of a graph, each between two events.
    private static void Profile(Run run, GpuDevice device, string work, Action launch)
    {
        var profile = device.NewProfile();
        device.Profile = profile;
        launch();
        device.Profile = null;
        var totals = profile.Totals();
        var all = totals.Sum(row => row.Seconds);
        foreach (var (body, launches, seconds) in totals.Take(Listed))
            run.Report.Add("profile", ("work", work), ("body", body), ("launches", launches), ("us", seconds * 1e6), ("share", seconds / all));
        run.Report.Add("profile", ("work", work), ("body", "all"), ("launches", totals.Sum(row => row.Launches)), ("us", all * 1e6));
    }
}
