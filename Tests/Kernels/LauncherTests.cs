using Gexia.Cpu;

namespace Gexia.Tests.Kernels;

/// <summary>Splitting over threads: every item once, errors come back, busy or nested calls still finish.</summary>
public unsafe class LauncherTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(1, 1, 4)]
    [InlineData(7, 3, 2)]
    [InlineData(1000, 7, 3)]
    [InlineData(1000, 5000, 4)]
    [InlineData(1001, 1, 4)]
    public void Every_item_is_done_once(int count, int grain, int threads)
    {
        var hits = new int[count + 1];
        fixed (int* p = hits)
        {
            using (CpuThreads.Limit(threads))
                for (var repeat = 0; repeat < 200; repeat++) CpuLauncher.Run(new Tally(p, grain), DType.Float32, count, grain);
        }
        Assert.All(hits[..count], hit => Assert.Equal(200, hit));
        Assert.Equal(0, hits[count]);
    }

    [Fact]
    public void Sleeping_threads_wake_up()
    {
        var hits = new int[64];
        fixed (int* p = hits)
        {
            using var limit = CpuThreads.Limit(3);
            for (var repeat = 0; repeat < 20; repeat++)
            {
                Thread.Sleep(repeat % 4);
                CpuLauncher.Run(new Tally(p, 1), DType.Float32, hits.Length, 1);
            }
        }
        Assert.All(hits, hit => Assert.Equal(20, hit));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void What_a_kernel_throws_reaches_the_caller_and_the_pool_goes_on(int bad)
    {
        using var limit = CpuThreads.Limit(2);
        var error = Assert.Throws<InvalidOperationException>(() => CpuLauncher.Run(new Throws(bad), DType.Float32, 100, 1));
        Assert.Equal($"item {bad}", error.Message);
        Every_item_is_done_once(100, 1, 2);
    }

    [Fact]
    public void Kernels_inside_kernels_and_several_callers_finish()
    {
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            var totals = new long[16];
            fixed (long* p = totals)
            {
                using var limit = CpuThreads.Limit(3);
                for (var repeat = 0; repeat < 200; repeat++) CpuLauncher.Run(new Nested(p), DType.Float32, totals.Length, 1);
            }
            Assert.All(totals, total => Assert.Equal(200 * 10, total));
        })).ToList();
        callers.ForEach(caller => caller.Start());
        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(30))));
    }

    [Fact]
    public void The_limit_belongs_to_its_thread_and_scope()
    {
        var outside = CpuThreads.Count;
        using (CpuThreads.Limit(3))
        {
            var elsewhere = 0;
            var other = new Thread(() => elsewhere = CpuThreads.Count);
            other.Start();
            other.Join();
            Assert.Equal(3, CpuThreads.Count);
            Assert.Equal(CpuThreads.Default, elsewhere);
            using (CpuThreads.Limit(1)) Assert.Equal(1, CpuThreads.Count);
            Assert.Equal(3, CpuThreads.Count);
        }
        Assert.Equal(outside, CpuThreads.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => CpuThreads.Limit(0));
    }

    [Theory, Levels]
    public void A_dispatch_allocates_nothing(SimdLevel level)
    {
        using var force = Simd.Force(level);
        using var limit = CpuThreads.Limit(2);
        var hits = new int[64];
        fixed (int* p = hits)
        {
            var kernel = new Tally(p, 1);
            for (var i = 0; i < 100; i++) CpuLauncher.Run(kernel, DType.Float32, 64, 1);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) CpuLauncher.Run(kernel, DType.Float32, 64, 1);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private readonly struct Tally(int* hits, int grain) : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            if (from % grain != 0) throw new InvalidOperationException("a split inside a block");
            for (var i = from; i < to; i++) hits[i]++;
        }
    }

    private readonly struct Throws(long bad) : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            if (from <= bad && bad < to) throw new InvalidOperationException($"item {bad}");
        }
    }

    private readonly struct Nested(long* totals) : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var counts = stackalloc int[10];
            for (var i = from; i < to; i++)
            {
                new Span<int>(counts, 10).Clear();
                CpuLauncher.Run(new Tally(counts, 1), DType.Float32, 10, 1);
                for (var j = 0; j < 10; j++) totals[i] += counts[j];
            }
        }
    }
}
