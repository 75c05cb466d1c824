using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Tests;

/// <summary>What the timeline of a GPU asks of the CUDA runtime, written down by functions of the same signatures: no machine of the tests has the real one.</summary>
public sealed unsafe class CudaTimelineTests : IDisposable
{
    [ThreadStatic]
    private static List<string>? _calls;

    [ThreadStatic]
    private static int _status;

    public CudaTimelineTests() => (_calls, _status) = ([], 0);

    public void Dispose() => _calls = null;

    [Fact]
    public void Moments_are_events_of_the_default_stream_that_are_waited_for_used_again_and_freed()
    {
        using (CudaTimeline timeline = new(Export))
        {
            int a = timeline.Mark(), b = timeline.Mark();
            timeline.Between(a, b).Should().BeApproximately(0.5, 1e-9);
            timeline.Clear();
            timeline.Mark().Should().Be(0, "an event is made once");
            timeline.Mark();
            timeline.Mark();
        }

        _calls.Should().Equal(
            "create 1", "record 1 on 0", "create 2", "record 2 on 0", "wait 2", "elapsed 1 to 2", "record 1 on 0", "record 2 on 0", "create 3", "record 3 on 0", "destroy 1", "destroy 2", "destroy 3");
    }

    [Fact]
    public void The_parts_of_a_pass_are_timed_without_waiting_between_them()
    {
        using CudaTimeline timeline = new(Export);
        PartClock clock = new(timeline);
        clock.Part("a", default, () => _calls!.Add("work a"));
        clock.Part("b", default, () => _calls!.Add("work b"));

        _calls.Should().NotContain(c => c.StartsWith("wait", StringComparison.Ordinal));
        clock.Finish().Select(p => p.Name).Should().Equal("a", "b");
        _calls!.Count(c => c.StartsWith("wait", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public void A_call_that_fails_is_an_error_with_its_status()
    {
        using CudaTimeline timeline = new(Export);
        _status = 700;

        timeline.Invoking(t => t.Mark()).Should().Throw<InstructRecException>().WithMessage("*CUDA event failed with status 700*").Which.Kind.Should().Be(InstructRecErrorKind.Runtime);
    }

    private static nint Export(string name) => name switch
    {
        "cudaEventCreate" => (nint)(delegate* unmanaged[Cdecl]<nint*, int>)&Create,
        "cudaEventRecord" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&Record,
        "cudaEventSynchronize" => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Wait,
        "cudaEventElapsedTime" => (nint)(delegate* unmanaged[Cdecl]<float*, nint, nint, int>)&Elapsed,
        "cudaEventDestroy" => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Destroy,
        _ => throw new EntryPointNotFoundException(name),
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Create(nint* made) => Say($"create {*made = _calls!.Count(c => c.StartsWith("create", StringComparison.Ordinal)) + 1}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Record(nint made, nint stream) => Say($"record {made} on {stream}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint made) => Say($"wait {made}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Elapsed(float* milliseconds, nint from, nint to)
    {
        *milliseconds = 0.5f * (to - from);
        return Say($"elapsed {from} to {to}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Destroy(nint made) => Say($"destroy {made}");

    private static int Say(FormattableString what)
    {
        _calls!.Add(FormattableString.Invariant(what));
        return _status;
    }
}
