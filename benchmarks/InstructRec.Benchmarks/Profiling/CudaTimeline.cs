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

    /// <summary>Events by the functions of a CUDA runtime.</summary>
    /// <param name="export">The address of a function by its name.</param>
    internal CudaTimeline(Func<string, nint> export)
    {
        _create = (delegate* unmanaged[Cdecl]<nint*, int>)export("cudaEventCreate");
        _record = (delegate* unmanaged[Cdecl]<nint, nint, int>)export("cudaEventRecord");
        _wait = (delegate* unmanaged[Cdecl]<nint, int>)export("cudaEventSynchronize");
        _elapsed = (delegate* unmanaged[Cdecl]<float*, nint, nint, int>)export("cudaEventElapsedTime");
        _destroy = (delegate* unmanaged[Cdecl]<nint, int>)export("cudaEventDestroy");
    }

    public string Name => "CUDA events";

    /// <summary>Events, or <see langword="null"/> where the CUDA runtime is not found.</summary>
    public static CudaTimeline? TryCreate() => CudaRuntime.Find() is { } library ? new CudaTimeline(name => NativeLibrary.GetExport(library, name)) : null;

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
