using TorchSharp;

namespace InstructRec.Runtime;

/// <summary>Holds libtorch to a number of threads in all that the calling thread asks of it; other threads keep theirs.</summary>
/// <remarks>
/// <c>torch.set_num_threads</c> would also become what every later thread of the process begins with. OpenMP's and MKL's own settings belong to the thread that sets them. They are
/// looked up in the libtorch of this process; without them nothing is changed.
/// </remarks>
/// <param name="find">Gives the address of a function of libtorch or of what it depends on, or 0.</param>
internal sealed unsafe class ThreadShare(Func<string, nint> find)
{
    /// <summary>By the libtorch that this process has loaded.</summary>
    public static ThreadShare OfProcess { get; } = new(symbol => NativeFunctions.Find(symbol, NativeFunctions.Libtorch));

    /// <summary>Takes one of several equal shares of the threads that libtorch would use; at least one thread.</summary>
    /// <param name="shares">How many share them.</param>
    /// <returns>Whether libtorch holds to it, here.</returns>
    public bool TryTake(int shares)
    {
        // libtorch sets a thread's number when it is first asked something there: asked now, it does not do so afterwards.
        int share = Math.Max(1, torch.get_num_threads() / shares);
        var openMp = (delegate* unmanaged[Cdecl]<int, void>)find("omp_set_num_threads");
        var mkl = (delegate* unmanaged[Cdecl]<int, int>)find("MKL_Set_Num_Threads_Local");
        if (openMp is not null)
        {
            openMp(share);
        }

        if (mkl is not null)
        {
            _ = mkl(share);
        }

        return torch.get_num_threads() == share;
    }
}
