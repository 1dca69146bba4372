using System.Reflection;
using Gexia.Cpu;

namespace Gexia.Tests.Tensors;

/// <summary>Scopes, limits and pauses end in order, out of order, twice, or not at all, and leave nothing behind on the thread.</summary>
public class GuardTests
{
    /// <summary>All that a guard can change, as the present work sees it.</summary>
    private static (bool Scope, bool Records, int Threads, SimdLevel Level) Now =>
        (TensorScope.Current.IsOpen, Graph.IsRecording, CpuThreads.Count, Simd.Level);

    private static readonly (bool, bool, int, SimdLevel) Untouched = (false, true, CpuThreads.Default, Simd.Level);

    private const int OddThreads = 7;

    private static void OpenAllAndForget()
    {
        _ = TensorScope.Begin();
        _ = CpuThreads.Limit(OddThreads);
        _ = Simd.Force(SimdLevel.Scalar);
        _ = Graph.NoGradient();
        _ = TensorScope.Begin();
        Assert.Equal((true, false, OddThreads, SimdLevel.Scalar), Now);
    }

    [Fact]
    public void No_guard_can_be_carried_across_an_await()
    {
        Type[] known =
        [
            typeof(TensorScope), typeof(TensorScope.Outside), typeof(CpuThreads.Scope), typeof(Simd.Forced), typeof(Graph.Pause),
            typeof(Recording.Opened)
        ];
        var guards = new[] { typeof(Tensor), typeof(Graph) }.SelectMany(type => type.Assembly.GetTypes())
            .Where(type =>
                type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
                    .Any(field => field.FieldType == typeof(Ambient.Guard))).ToHashSet();
        Assert.Superset(known.ToHashSet(), guards);
        Assert.All(guards, guard => Assert.True(guard.IsByRefLike, guard.FullName));
    }

    [Fact]
    public void Only_working_memory_is_kept_by_a_thread_for_whatever_comes_next()
    {
        var kept = new[] { typeof(Tensor), typeof(Graph) }.SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.IsDefined(typeof(ThreadStaticAttribute))).Select(field => field.DeclaringType!.Name).ToHashSet();
        Assert.Equal(["Ambient", "ThreadScratch"], kept.Order());
    }

    [Fact]
    public void What_is_never_disposed_ends_with_its_work_and_not_with_the_thread()
    {
        // Two work items on one thread, as a pool's thread runs them.
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => OpenAllAndForget(), null);
        Assert.Equal(Untouched, Now);
        var x = Tensor.Ones([3]);
        using (TensorScope.Begin()) Assert.Equal(1, x.At(0));
        Assert.Equal(1, x.At(2));
        Assert.Equal(Untouched, Now);
    }

    [Fact]
    public async Task Nor_does_it_reach_the_rest_of_an_asynchronous_method()
    {
        await Task.Yield();
        await Forgetful();
        Assert.Equal(Untouched, Now);

        static async Task Forgetful()
        {
            OpenAllAndForget();
            await Task.Yield();
            // The flow is the same, but only what stays on its thread without a pause can be sure of it.
            using (CpuThreads.Limit(3)) Assert.Equal(3, CpuThreads.Count);
        }
    }

    [Fact]
    public async Task Threads_of_the_pool_stay_clean_whoever_forgets_or_throws_on_them()
    {
        for (var round = 0; round < 20; round++)
        {
            await Assert.ThrowsAsync<FormatException>(() => Task.Run(() =>
            {
                OpenAllAndForget();
                throw new FormatException();
            }));
            var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Now)));
            Assert.All(seen, now => Assert.Equal(Untouched, now));
        }
    }

    [Fact]
    public async Task Work_that_is_started_inside_sees_nothing_of_it_on_other_threads()
    {
        Task<(bool, bool, int, SimdLevel)> child;
        var thread = new Thread(() => { });
        (bool, bool, int, SimdLevel) onThread = default;
        using (CpuThreads.Limit(OddThreads))
        using (TensorScope.Begin())
        using (Graph.NoGradient())
        {
            child = Task.Run(() => Now);
            thread = new Thread(() => onThread = Now);
            thread.Start();
            thread.Join();
        }
        Assert.Equal(Untouched, onThread);
        Assert.Equal(Untouched, await child);
    }

    [Fact]
    public void A_task_that_the_waiting_thread_runs_itself_belongs_to_what_started_it()
    {
        // Made outside, and run by a thread that is inside a scope because it waits.
        var made = new Task<(bool, bool, int, SimdLevel)>(() => Now);
        using (CpuThreads.Limit(OddThreads))
        using (TensorScope.Begin())
        {
            made.RunSynchronously();
            Assert.Equal((true, true, OddThreads, Simd.Level), Now);
        }
        Assert.Equal(Untouched, made.Result);
    }

    [Fact]
    public void Bodies_of_a_parallel_loop_that_make_tensors_may_use_what_the_scope_around_made()
    {
        using var scope = TensorScope.Begin();
        var shared = Tensor.Full([1000], 2);
        var sums = new double[64];
        Parallel.For(0, sums.Length, i =>
        {
            using var own = TensorScope.Begin();
            sums[i] = (shared + Tensor.Full([1000], i)).Sum().At();
        });
        Assert.Equal(Enumerable.Range(0, sums.Length).Select(i => 1000.0 * (2 + i)), sums);
        Assert.Same(scope.Memory, TensorScope.Current.Memory);
    }

    [Fact]
    public void Ending_twice_changes_nothing_even_when_others_began_in_between()
    {
        var first = CpuThreads.Limit(3);
        first.Dispose();
        using (CpuThreads.Limit(5))
        {
            first.Dispose();
            Assert.Equal(5, CpuThreads.Count);
            var scope = TensorScope.Begin();
            scope.Dispose();
            using (Graph.NoGradient())
            {
                scope.Dispose();
                first.Dispose();
                Assert.Equal((false, false, 5, Simd.Level), Now);
            }
        }
        Assert.Equal(Untouched, Now);
    }

    [Fact]
    public void A_guard_that_ends_early_ends_what_began_inside_it()
    {
        Tensor x, y;
        var outer = TensorScope.Begin();
        x = Tensor.Ones([2]);
        var inner = TensorScope.Begin();
        y = Tensor.Ones([2]);
        var pause = Graph.NoGradient();
        InvalidOperationException? error = null;
        try
        {
            outer.Dispose();
        }
        catch (InvalidOperationException caught)
        {
            error = caught;
        }
        Assert.Contains("innermost first", error?.Message, StringComparison.Ordinal);
        Assert.Equal(Untouched, Now);
        Assert.Throws<ObjectDisposedException>(() => x.At(0));
        Assert.Throws<ObjectDisposedException>(() => y.At(0));
        pause.Dispose();
        inner.Dispose();
        outer.Dispose();
        Assert.Equal(Untouched, Now);
    }

    [Fact]
    public void An_exception_ends_all_that_it_passes()
    {
        Tensor? x = null;
        Assert.Throws<FormatException>((Action)(() =>
        {
            using var scope = TensorScope.Begin();
            using var limit = CpuThreads.Limit(OddThreads);
            using (TensorScope.Suspend())
            using (Graph.NoGradient())
            using (TensorScope.Begin())
            {
                x = Tensor.Ones([2]);
                throw new FormatException();
            }
        }));
        Assert.Equal(Untouched, Now);
        Assert.Throws<ObjectDisposedException>(() => x!.At(0));
    }

    [Fact]
    public void The_memory_of_a_forgotten_scope_can_be_collected()
    {
        var memory = Forget();
        for (var attempt = 0; attempt < 10 && memory.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(memory.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Forget()
        {
            WeakReference? found = null;
            ExecutionContext.Run(ExecutionContext.Capture()!, _ =>
            {
                found = new(TensorScope.Begin().Memory);
                Tensor.Ones([1 << 20]);
            }, null);
            return found!;
        }
    }
}
