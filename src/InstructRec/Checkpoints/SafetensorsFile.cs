using System.Buffers.Binary;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>A safetensors file, mapped into memory: its header is checked when it is opened, its tensors are copied out one by one.</summary>
/// <remarks>Owns the mapping until disposed; no tensor read from it refers to the file. Not to be used from two threads at once. The file
/// must not be shortened by others while it is open (replace it by renaming, as <see cref="SafetensorsWriter"/> does).</remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const int LongestHeader = 100_000_000;
    private const long ChunkBytes = 1 << 20;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private bool _disposed;

    private SafetensorsFile(string path)
    {
        Path = path;
        long length = new FileInfo(path).Length;
        if (length < LengthBytes)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The file has {length} bytes, fewer than the length of a safetensors header takes"));
        }

        _map = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        try
        {
            _view = _map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, LengthBytes));
            if (header > LongestHeader || header > (ulong)(length - LengthBytes))
            {
                throw Fault(string.Create(CultureInfo.InvariantCulture, $"The header claims {header} bytes, longer than the file ({length} bytes) or than a header may be"));
            }

            _data = start + LengthBytes + (long)header;
            SafetensorsHeader parsed = SafetensorsHeader.Parse(new ReadOnlySpan<byte>(start + LengthBytes, (int)header), length - LengthBytes - (long)header, path);
            Tensors = parsed.Entries;
            Metadata = parsed.Metadata;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file's path, as it was given.</summary>
    public string Path { get; }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>The texts of the header's <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="InstructRecException">The file is missing or unreadable, its header is damaged, or it describes bytes that are not there
    /// (<see cref="InstructRecErrorKind.Checkpoint"/>); the message names the file and, where one is at fault, the tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new SafetensorsFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The safetensors file is missing or cannot be read", path, innerException: e);
        }
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The element type wanted; as stored by default.</param>
    /// <param name="device">The device wanted; the CPU by default.</param>
    /// <returns>A new tensor of the stored shape; it belongs to the caller (or to the caller's dispose scope).</returns>
    /// <exception cref="InstructRecException">The file has no such tensor (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public Tensor Read(string name, ScalarType? type = null, Device? device = null)
    {
        SafetensorsEntry entry = Entry(name);
        Tensor tensor = empty(entry.Shape.AsSpan().ToArray(), type ?? entry.Type.ToScalarType(), device ?? CPU);
        CopyTo(name, tensor);
        return tensor;
    }

    /// <summary>Copies one tensor into another of the same shape, converting type and device piece by piece: no second copy of it ever exists.</summary>
    /// <param name="name">The stored tensor's name.</param>
    /// <param name="destination">Receives the values; contiguous. No gradient is recorded.</param>
    /// <returns>Whether every value is finite, as it arrived in <paramref name="destination"/>.</returns>
    /// <exception cref="InstructRecException">No such tensor, or other sizes: the message has both shapes (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public bool CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SafetensorsEntry entry = Entry(name);
        if (!entry.Shape.AsSpan().SequenceEqual(destination.shape))
        {
            throw Fault($"Tensor {name} has the shape {entry.ShapeText}, expected is {SafetensorsEntry.TextOf(destination.shape)}");
        }

        if (!destination.is_contiguous())
        {
            throw new ArgumentException("The destination must be contiguous.", nameof(destination));
        }

        using IDisposable grad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        ScalarType stored = entry.Type.ToScalarType();
        Tensor flat = destination.detach().view(-1);
        bool direct = stored == destination.dtype && destination.device_type == DeviceType.CPU;
        bool floating = destination.is_floating_point();
        bool finite = true;
        long chunk = ChunkBytes / entry.Type.Size();
        for (long first = 0; first < entry.ElementCount; first += chunk)
        {
            using DisposeScope inner = NewDisposeScope();
            long count = Math.Min(chunk, entry.ElementCount - first);
            Tensor part = flat.narrow(0, first, count);
            Tensor staging = direct ? part : empty(count, stored);
            Bytes(entry, first * entry.Type.Size(), (int)(count * entry.Type.Size())).CopyTo(staging.bytes);
            if (!direct)
            {
                part.copy_(staging);
            }

            finite &= !floating || part.isfinite().all().item<bool>();
        }

        return finite;
    }

    /// <summary>Whether two tensors, of this file and another, have the same type, shape and bytes.</summary>
    internal bool SameBytes(SafetensorsEntry entry, SafetensorsFile other, SafetensorsEntry otherEntry)
    {
        bool same = entry.Type == otherEntry.Type && entry.Shape.AsSpan().SequenceEqual(otherEntry.Shape.AsSpan());
        for (long first = 0; same && first < entry.ByteCount; first += ChunkBytes)
        {
            int count = (int)Math.Min(ChunkBytes, entry.ByteCount - first);
            same = Bytes(entry, first, count).SequenceEqual(other.Bytes(otherEntry, first, count));
        }

        return same;
    }

    /// <summary>Some of a tensor's bytes; valid while the file is open.</summary>
    internal ReadOnlySpan<byte> Bytes(SafetensorsEntry entry, long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, entry.ByteCount);
        return new ReadOnlySpan<byte>(_data + entry.Offset + offset, count);
    }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _map?.Dispose();
    }

    private SafetensorsEntry Entry(string name) => Tensors.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw Fault($"The file has no tensor {name}");

    private InstructRecException Fault(string what) => new(InstructRecErrorKind.Checkpoint, what, Path);
}
