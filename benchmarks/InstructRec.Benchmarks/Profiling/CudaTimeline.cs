using System.Runtime.InteropServices;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>CUDA events on the default stream, which is TorchSharp's: marking one does not wait, so that parts are timed as they run behind one another.</summary>
/// <remarks>TorchSharp binds no events; the functions are looked up in the CUDA runtime that libtorch has loaded.</remarks>
internal sealed unsafe class CudaTimeline : ITimeline
{
    private readonly delegate* unmanaged[Cdecl]<nint*, int> _create;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, int> _record;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _wait;
    private readonly delegate* unmanaged[Cdecl]<float*, nint, nint, int> _elapsed;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _destroy;
    private readonly List<nint> _events = [];
    private int _used;

    private CudaTimeline(nint library)
    {
        _create = (delegate* unmanaged[Cdecl]<nint*, int>)NativeLibrary.GetExport(library, "cudaEventCreate");
        _record = (delegate* unmanaged[Cdecl]<nint, nint, int>)NativeLibrary.GetExport(library, "cudaEventRecord");
        _wait = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "cudaEventSynchronize");
        _elapsed = (delegate* unmanaged[Cdecl]<float*, nint, nint, int>)NativeLibrary.GetExport(library, "cudaEventElapsedTime");
        _destroy = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "cudaEventDestroy");
    }

    public string Name => "CUDA events";

    /// <summary>Events, or <see langword="null"/> where the CUDA runtime is not found.</summary>
    public static CudaTimeline? TryCreate() => CudaRuntime.Find() is { } library ? new CudaTimeline(library) : null;

    public int Mark()
    {
        if (_used == _events.Count)
        {
            nint made;
            Check(_create(&made));
            _events.Add(made);
        }

        Check(_record(_events[_used], 0));
        return _used++;
    }

    public double Between(int from, int to)
    {
        float milliseconds;
        Check(_wait(_events[to]));
        Check(_elapsed(&milliseconds, _events[from], _events[to]));
        return milliseconds;
    }

    public void Clear() => _used = 0;

    public void Dispose()
    {
        foreach (nint made in _events)
        {
            _ = _destroy(made);
        }

        _events.Clear();
    }

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Runtime, FormattableString.Invariant($"a CUDA event failed with status {status}"), "profile");
        }
    }
}
