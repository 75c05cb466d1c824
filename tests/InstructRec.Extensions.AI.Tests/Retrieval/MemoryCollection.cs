using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace InstructRec.Extensions.AI.Tests.Retrieval;

/// <summary>A vector store in memory: every search compares with every vector.</summary>
internal sealed class MemoryCollection : VectorStoreCollection<string, FilmRecord>
{
    private readonly Dictionary<string, FilmRecord> _records = new(StringComparer.Ordinal);

    public override string Name => "films";

    public int Searches { get; private set; }

    public Exception? Fault { get; set; }

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        _records.Clear();
        return Task.CompletedTask;
    }

    public override Task<FilmRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(_records.GetValueOrDefault(key));

    public override async IAsyncEnumerable<FilmRecord> GetAsync(
        Expression<Func<FilmRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<FilmRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (FilmRecord record in _records.Values.Where(filter.Compile()).Take(top))
        {
            yield return record;
        }
    }

    public override Task UpsertAsync(FilmRecord record, CancellationToken cancellationToken = default)
    {
        _records[record.Id] = record;
        return Task.CompletedTask;
    }

    public override async Task UpsertAsync(IEnumerable<FilmRecord> records, CancellationToken cancellationToken = default)
    {
        foreach (FilmRecord record in records)
        {
            await UpsertAsync(record, cancellationToken);
        }
    }

    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        _records.Remove(key);
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<VectorSearchResult<FilmRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<FilmRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Searches++;
        if (Fault is not null)
        {
            throw Fault;
        }

        ReadOnlyMemory<float> wanted = searchValue switch
        {
            ReadOnlyMemory<float> vector => vector,
            string text => TrigramEmbeddings.Of(text),
            _ => throw new NotSupportedException(),
        };
        IEnumerable<VectorSearchResult<FilmRecord>> near = _records.Values.Where(options?.Filter?.Compile() ?? (_ => true))
            .Select(r => new VectorSearchResult<FilmRecord>(r, TrigramEmbeddings.Cosine(r.Vector.Span, wanted.Span))).OrderByDescending(r => r.Score).Take(top);
        foreach (VectorSearchResult<FilmRecord> result in near)
        {
            yield return result;
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => null;
}

internal sealed class FilmRecord
{
    [VectorStoreKey]
    public required string Id { get; init; }

    [VectorStoreData]
    public required string Title { get; init; }

    [VectorStoreVector(TrigramEmbeddings.Dimensions)]
    public ReadOnlyMemory<float> Vector { get; init; }
}
