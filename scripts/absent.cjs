throw new Error('this package is not there');
