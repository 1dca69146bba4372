using Gexia.Data.Loading;

namespace Gexia.Tests.Data.Loading;

public sealed class PrefetchTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(7, 4)]
    public void Items_come_in_order(int ahead, int workers)
    {
        using var prefetch = new Prefetch<long>((number, _) =>
        {
            Thread.SpinWait((int)(number * 7919 % 5000)); // some take longer than their successors
            return number * number;
        }, first: 5, count: 200, ahead, workers);
        for (var number = 5L; number < 205; number++) Assert.Equal(number * number, prefetch.Next());
        Assert.Throws<InvalidOperationException>(() => prefetch.Next());
    }

    [Fact]
    public void No_more_than_ahead_are_made_before_they_are_asked_for()
    {
        var made = 0;
        using var prefetch = new Prefetch<int>(
            (number, _) => { Interlocked.Increment(ref made); return (int)number; }, 0, 100, ahead: 3, workers: 2);
        for (var number = 0; number < 50; number++)
        {
            Assert.Equal(number, prefetch.Next());
            Assert.InRange(Volatile.Read(ref made), number + 1, number + 1 + 3);
        }
    }

    [Fact]
    public void An_exception_comes_in_its_turn_and_the_others_are_not_lost()
    {
        using var prefetch = new Prefetch<long>(
            (number, _) => number == 2 ? throw new GexiaException("item 2") : number, 0, 4, ahead: 4, workers: 2);
        Assert.Equal(0, prefetch.Next());
        Assert.Equal(1, prefetch.Next());
        Assert.Equal("item 2", Assert.Throws<GexiaException>(() => prefetch.Next()).Message);
        Assert.Equal(3, prefetch.Next());
    }

    [Fact]
    public void Cancellation_ends_the_wait_and_dispose_ends_the_threads()
    {
        using var release = new ManualResetEventSlim();
        var ended = 0;
        var prefetch = new Prefetch<int>((_, stop) =>
        {
            try { release.Wait(stop); }
            finally { Interlocked.Increment(ref ended); }
            return 1;
        }, 0, 10, ahead: 2, workers: 2);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => prefetch.Next(cancellation.Token));
        prefetch.Dispose();
        Assert.InRange(ended, 0, 2);
        Assert.ThrowsAny<OperationCanceledException>(() => prefetch.Next());
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 2, 3, 3)]
    [InlineData(5, 4, 2, 2)]
    public void Chained_stages_keep_order_bounds_and_errors(int ahead, int workers, int nextAhead, int nextWorkers)
    {
        var (begun, taken, most) = (0, 0, 0);
        using var first = new Prefetch<long>((number, _) =>
        {
            var held = Interlocked.Increment(ref begun) - Volatile.Read(ref taken);
            for (var seen = Volatile.Read(ref most); held > seen; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, held, seen);
            Thread.SpinWait((int)(number * 7919 % 3000));
            return number % 10 == 3 ? throw new GexiaException($"item {number}") : number;
        }, 0, 100, ahead, workers);
        using var second = new Prefetch<long>((number, stop) => first.Take(number, stop) * 2, 0, 100, nextAhead, nextWorkers);
        for (var number = 0; number < 100; number++)
        {
            if (number % 10 == 3) Assert.Equal($"item {number}", Assert.Throws<GexiaException>(() => second.Next()).Message);
            else Assert.Equal(number * 2, second.Next());
            Volatile.Write(ref taken, number + 1);
        }
        // One more may be begun between the taking and the counting of it.
        Assert.InRange(most, 1, ahead + nextAhead + 1);
    }

    [Fact]
    public void A_following_stage_that_waits_ends_with_its_own_disposal()
    {
        using var release = new ManualResetEventSlim();
        using var first = new Prefetch<int>((_, stop) => { release.Wait(stop); return 1; }, 0, 10, ahead: 1);
        var second = new Prefetch<int>((number, stop) => first.Take(number, stop), 0, 10, ahead: 3, workers: 3);
        second.Dispose();
        Assert.ThrowsAny<OperationCanceledException>(() => second.Next());
    }
}
